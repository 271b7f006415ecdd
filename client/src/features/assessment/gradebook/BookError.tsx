import { ApiError } from '../../../core/api.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { Icon } from '../../../ui/icons.tsx';

/** What only a gradebook answers. Its words come with its page, which no other has to wait for. */
const CODES = [
  'category_in_use',
  'fed_column',
  'gradebook_full',
  'no_such_tie',
  'source_used',
  'total_hidden',
] as const;

const codeOf = (fault: unknown) => (fault instanceof ApiError ? CODES.find((code) => code === fault.code) : undefined);

/** What went wrong with sending a dialog, above its buttons. */
export function BookError({ fault }: { fault: unknown }) {
  const text = useText('gradebook').faults;
  const code = codeOf(fault);
  if (code === undefined) return <FormError fault={fault} />;
  return (
    <div className="note" data-kind="danger" role="alert">
      <Icon name="circle-alert" />
      <div className="col gap-1">
        <b className="medium">{text[code].what}</b>
        <p>{text[code].rest}</p>
      </div>
    </div>
  );
}

/** The same in one line. */
export function useFaultText(): (fault: unknown) => string {
  const text = useText('gradebook').faults;
  const describe = useErrorText();
  return (fault) => {
    const code = codeOf(fault);
    const { what, rest } = code === undefined ? describe(fault) : text[code];
    return `${what} ${rest}`;
  };
}
