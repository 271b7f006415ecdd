import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { Area, Check } from './controls.tsx';
import { emptyGap, emptyOption, emptyRow, MAX_OPTIONS, type Draft, type GapDraft, type OptionDraft } from './draft.ts';

interface KeyFieldsProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
}

/** What is asked for beside the question's text, by its kind. */
export function KeyFields({ draft, change }: KeyFieldsProps) {
  const text = useText('questions').editor;
  switch (draft.kind) {
    case 'single':
    case 'multiple':
    case 'ordering':
      return <Options draft={draft} change={change} />;
    case 'true_false':
      return (
        <div className="field">
          <span className="label">{text.answer}</span>
          <Segments
            label={text.answer}
            value={draft.truth ? 'true' : 'false'}
            options={[
              { value: 'true', label: text.true },
              { value: 'false', label: text.false },
            ]}
            onChange={(value) => change({ truth: value === 'true' })}
          />
        </div>
      );
    case 'numeric':
      return (
        <div className="field-row">
          <Field
            label={text.answer}
            value={draft.answer}
            inputMode="decimal"
            maxLength={40}
            autoComplete="off"
            onChange={({ target }) => change({ answer: target.value })}
          />
          <Field
            label={text.tolerance}
            help={text.toleranceHelp}
            value={draft.tolerance}
            inputMode="decimal"
            maxLength={40}
            autoComplete="off"
            onChange={({ target }) => change({ tolerance: target.value })}
          />
          <SelectField
            label={text.unit}
            value={draft.percent ? 'percent' : 'absolute'}
            onChange={({ target }) => change({ percent: target.value === 'percent' })}
          >
            <option value="absolute">{text.absolute}</option>
            <option value="percent">{text.percent}</option>
          </SelectField>
        </div>
      );
    case 'short_text':
      return (
        <>
          <Area
            label={text.accepted}
            help={text.acceptedHelp}
            value={draft.accepted}
            onChange={(accepted) => change({ accepted })}
          />
          <Check
            label={text.caseSensitive}
            checked={draft.caseSensitive}
            onChange={(caseSensitive) => change({ caseSensitive })}
          />
          <Check label={text.spaces} checked={draft.spaces} onChange={(spaces) => change({ spaces })} />
        </>
      );
    case 'matching':
      return <Rows draft={draft} change={change} />;
    case 'cloze':
      return <Gaps draft={draft} change={change} />;
  }
}

function Options({ draft, change }: KeyFieldsProps) {
  const text = useText('questions').editor;
  const { kind, options, right } = draft;
  const rename = (id: string, words: string) =>
    change({ options: options.map((option) => (option.id === id ? { ...option, text: words } : option)) });
  const mark = (id: string, on: boolean) => {
    if (kind === 'single') change({ right: [id] });
    else change({ right: on ? [...right, id] : right.filter((each) => each !== id) });
  };
  const raise = (at: number) => {
    const moved = [...options];
    const [option] = moved.splice(at, 1);
    if (option !== undefined) moved.splice(at - 1, 0, option);
    change({ options: moved });
  };
  return (
    <fieldset className="field option-fields">
      <legend className="label">{text.options}</legend>
      {options.map((option: OptionDraft, at) => (
        <div key={option.id} className="row row-3">
          {kind === 'ordering' ? (
            <span className="num faint">{at + 1}</span>
          ) : (
            <input
              type={kind === 'single' ? 'radio' : 'checkbox'}
              name="right"
              aria-label={text.right(at + 1)}
              title={text.right(at + 1)}
              checked={right.includes(option.id)}
              onChange={({ target }) => mark(option.id, target.checked)}
            />
          )}
          <input
            className="input grow"
            aria-label={text.option(at + 1)}
            value={option.text}
            maxLength={500}
            autoComplete="off"
            onChange={({ target }) => rename(option.id, target.value)}
          />
          {kind === 'ordering' && (
            <IconButton small icon="arrow-up" label={text.up(at + 1)} disabled={at === 0} onClick={() => raise(at)} />
          )}
          <IconButton
            small
            icon="x"
            label={text.removeOption(at + 1)}
            disabled={options.length <= 2}
            onClick={() => change({ options: options.filter((each) => each.id !== option.id) })}
          />
        </div>
      ))}
      <div className="row">
        <Button
          size="sm"
          icon="plus"
          disabled={options.length >= MAX_OPTIONS}
          onClick={() => change({ options: [...options, emptyOption()] })}
        >
          {text.addOption}
        </Button>
        <span className="help grow">{kind === 'ordering' ? text.orderHelp : text.optionsHelp}</span>
      </div>
    </fieldset>
  );
}

function Rows({ draft, change }: KeyFieldsProps) {
  const text = useText('questions').editor;
  const { rows } = draft;
  const put = (id: string, changes: { text?: string; match?: string }) =>
    change({ rows: rows.map((row) => (row.id === id ? { ...row, ...changes } : row)) });
  return (
    <>
      <fieldset className="field option-fields">
        <legend className="label">{text.rows}</legend>
        {rows.map((row, at) => (
          <div key={row.id} className="row row-3">
            <input
              className="input grow"
              aria-label={text.row(at + 1)}
              value={row.text}
              maxLength={500}
              autoComplete="off"
              onChange={({ target }) => put(row.id, { text: target.value })}
            />
            <input
              className="input grow"
              aria-label={text.match(at + 1)}
              value={row.match}
              maxLength={500}
              autoComplete="off"
              onChange={({ target }) => put(row.id, { match: target.value })}
            />
            <IconButton
              small
              icon="x"
              label={text.removeRow(at + 1)}
              disabled={rows.length <= 2}
              onClick={() => change({ rows: rows.filter((each) => each.id !== row.id) })}
            />
          </div>
        ))}
        <div className="row">
          <Button
            size="sm"
            icon="plus"
            disabled={rows.length >= MAX_OPTIONS}
            onClick={() => change({ rows: [...rows, emptyRow()] })}
          >
            {text.addRow}
          </Button>
        </div>
      </fieldset>
      <Area
        label={text.extra}
        help={text.extraHelp}
        value={draft.extra}
        onChange={(extra) => change({ extra })}
        rows={2}
      />
    </>
  );
}

function Gaps({ draft, change }: KeyFieldsProps) {
  const text = useText('questions').editor;
  const count = Math.max(0, ...[...draft.text.matchAll(/\{\{(\d+)\}\}/g)].map((mark) => Number(mark[1])));
  const shown = Math.min(count, MAX_OPTIONS);
  const put = (at: number, changes: Partial<GapDraft>) => {
    const gaps = Array.from({ length: Math.max(shown, draft.gaps.length) }, (_, place) => ({
      ...(draft.gaps[place] ?? emptyGap()),
    }));
    gaps[at] = { ...(gaps[at] ?? emptyGap()), ...changes };
    change({ gaps });
  };
  return (
    <div className="field option-fields">
      <div className="row">
        <Button
          size="sm"
          icon="plus"
          disabled={shown >= MAX_OPTIONS}
          onClick={() => change({ text: `${draft.text}{{${shown + 1}}}`, gaps: [...draft.gaps, emptyGap()] })}
        >
          {text.addGap}
        </Button>
        <span className="help grow">{text.gapHelp}</span>
      </div>
      {Array.from({ length: shown }, (_, at) => {
        const gap = draft.gaps[at] ?? emptyGap();
        return (
          <fieldset key={at} className="field card card-pad">
            <legend className="label">{text.gap(at + 1)}</legend>
            <SelectField
              label={text.gapKind}
              value={gap.kind}
              onChange={({ target }) => put(at, { kind: target.value as GapDraft['kind'] })}
            >
              {(['text', 'numeric', 'choice'] as const).map((kind) => (
                <option key={kind} value={kind}>
                  {text.gapKinds[kind]}
                </option>
              ))}
            </SelectField>
            {gap.kind === 'numeric' ? (
              <div className="field-row">
                <Field
                  label={text.answer}
                  value={gap.answer}
                  inputMode="decimal"
                  autoComplete="off"
                  onChange={({ target }) => put(at, { answer: target.value })}
                />
                <Field
                  label={text.tolerance}
                  help="0.1, 1%"
                  value={gap.tolerance}
                  autoComplete="off"
                  onChange={({ target }) => put(at, { tolerance: target.value })}
                />
              </div>
            ) : (
              <Area
                label={gap.kind === 'choice' ? text.options : text.accepted}
                help={gap.kind === 'choice' ? text.choiceHelp : text.acceptedHelp}
                value={gap.lines}
                onChange={(lines) => put(at, { lines })}
                rows={3}
              />
            )}
          </fieldset>
        );
      })}
    </div>
  );
}
