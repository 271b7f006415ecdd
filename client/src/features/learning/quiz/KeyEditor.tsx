import type { ClozeQuestion } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Field, SelectField } from '../../../ui/Field.tsx';
import type { Question } from '../questions/api.ts';
import { Area, Check } from '../questions/controls.tsx';
import { itemOf, markedAnswer, marking } from '../questions/keys.ts';
import { ItemInput } from './ItemInput.tsx';

interface KeyEditorProps {
  question: Question;
  onChange: (question: Question) => void;
}

/** Changes what is right of a question that was asked; what was seen of it stays. */
export function KeyEditor({ question, onChange }: KeyEditorProps) {
  const text = useText('questions').editor;
  switch (question.kind) {
    case 'numeric':
      return <NumberKey value={question} onChange={(key) => onChange({ ...question, ...key })} />;
    case 'short_text':
      return (
        <>
          <Accepted lines={question.accepted} onChange={(accepted) => onChange({ ...question, accepted })} />
          <Check
            label={text.caseSensitive}
            checked={question.case_sensitive}
            onChange={(sensitive) => onChange({ ...question, case_sensitive: sensitive })}
          />
          <Check
            label={text.spaces}
            checked={question.spaces}
            onChange={(spaces) => onChange({ ...question, spaces })}
          />
        </>
      );
    case 'cloze':
      return <GapKeys question={question} onChange={onChange} />;
    default:
      return (
        <ItemInput
          name="key"
          item={itemOf(question)}
          response={markedAnswer(question)}
          onChange={(response) => onChange(marking(question, response))}
        />
      );
  }
}

function GapKeys({ question, onChange }: { question: ClozeQuestion; onChange: (question: Question) => void }) {
  const text = useText('questions').editor;
  type Gap = ClozeQuestion['gaps'][number];
  const put = (at: number, gap: Gap) =>
    onChange({ ...question, gaps: question.gaps.map((each, place) => (place === at ? gap : each)) });
  return (
    <div className="col gap-3">
      {question.gaps.map((gap, at) => (
        <fieldset key={at} className="field card card-pad">
          <legend className="label">{text.gap(at + 1)}</legend>
          {gap.kind === 'text' && (
            <Accepted lines={gap.accepted} onChange={(accepted) => put(at, { ...gap, accepted })} />
          )}
          {gap.kind === 'numeric' && <NumberKey value={gap} onChange={(key) => put(at, { ...gap, ...key })} />}
          {gap.kind === 'choice' && (
            <SelectField
              label={text.answer}
              value={gap.answer}
              onChange={({ target }) => put(at, { ...gap, answer: target.value })}
            >
              {gap.options.map((option) => (
                <option key={option.id} value={option.id}>
                  {option.text}
                </option>
              ))}
            </SelectField>
          )}
        </fieldset>
      ))}
    </div>
  );
}

function Accepted({ lines, onChange }: { lines: readonly string[]; onChange: (lines: string[]) => void }) {
  const text = useText('questions').editor;
  return (
    <Area
      label={text.accepted}
      help={text.acceptedHelp}
      value={lines.join('\n')}
      onChange={(value) => onChange(value.split('\n'))}
    />
  );
}

interface NumberKeyFields {
  answer: string;
  tolerance: string;
  tolerance_unit: 'absolute' | 'percent';
}

function NumberKey({ value, onChange }: { value: NumberKeyFields; onChange: (key: NumberKeyFields) => void }) {
  const text = useText('questions').editor;
  const { answer, tolerance, tolerance_unit } = value;
  const put = (changes: Partial<NumberKeyFields>) => onChange({ answer, tolerance, tolerance_unit, ...changes });
  return (
    <div className="field-row">
      <Field
        label={text.answer}
        value={answer}
        inputMode="decimal"
        maxLength={40}
        autoComplete="off"
        onChange={({ target }) => put({ answer: target.value })}
      />
      <Field
        label={text.tolerance}
        value={tolerance}
        inputMode="decimal"
        maxLength={40}
        autoComplete="off"
        onChange={({ target }) => put({ tolerance: target.value })}
      />
      <SelectField
        label={text.unit}
        value={tolerance_unit}
        onChange={({ target }) => put({ tolerance_unit: target.value === 'percent' ? 'percent' : 'absolute' })}
      >
        <option value="absolute">{text.absolute}</option>
        <option value="percent">{text.percent}</option>
      </SelectField>
    </div>
  );
}
