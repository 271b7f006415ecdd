import { useFormats, useText } from '../../../i18n/index.ts';
import { Field, SelectField } from '../../../ui/Field.tsx';
import type { useForm } from '../../../ui/form.ts';
import { timeOf } from '../dates.ts';
import type { VisibilityFields } from './visibility.ts';

type Form = Pick<ReturnType<typeof useForm<VisibilityFields>>, 'field' | 'values'>;

/** Who sees a thing, and from when. */
export function VisibilityInputs({ form }: { form: Form }) {
  const text = useText('content').form;
  const zone = useText('courses').session.zone;
  const format = useFormats();
  const at = timeOf(form.values.date, form.values.time);
  return (
    <>
      <SelectField {...form.field('who')} label={text.visibility}>
        <option value="now">{text.now}</option>
        <option value="later">{text.later}</option>
        <option value="never">{text.never}</option>
      </SelectField>
      {form.values.who === 'later' && (
        <div className="field-row">
          <Field {...form.field('date')} label={text.date} type="date" />
          <Field
            {...form.field('time')}
            label={text.time}
            type="time"
            help={at === null ? undefined : zone(format.zone(at))}
          />
        </div>
      )}
    </>
  );
}
