import { useId, useState, type SubmitEvent } from 'react';
import type { PollContent, PreparedPoll } from '../../../core/api.gen.ts';
import type { Poll } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { toast } from '../../../ui/toasts.ts';
import { changePrepared, prepare } from './api.ts';
import {
  contentOf,
  draftOf,
  fault,
  hasKey,
  hasOptions,
  MAX_OPTIONS,
  NAMES,
  newDraft,
  rememberNames,
  type Draft,
} from './draft.ts';
import { letter } from './letter.ts';

interface Props {
  courseId: string;
  /** The prepared poll that is changed; null for a new one. */
  prepared: PreparedPoll | null;
  /** Asks what stands there; null where polls are only prepared. */
  start: ((content: PollContent, seconds: number | null) => Promise<unknown>) | null;
  /** Whether none runs. */
  mayStart?: boolean;
  onSaved: (poll: PreparedPoll) => void;
  onClose: () => void;
}

const KINDS: readonly Poll['kind'][] = ['single', 'multiple', 'rating', 'words', 'text', 'ranking'];
const TIMES = [0, 30, 60, 120] as const;

/** A poll in ten seconds: Enter starts what stands there. What takes longer is folded away. */
export default function PollDialog({ courseId, prepared, start, mayStart = true, onSaved, onClose }: Props) {
  const text = useText('polls');
  const words = text.dialog;
  const starts = prepared === null && start !== null;
  const [draft, setDraft] = useState<Draft>(() =>
    prepared === null ? newDraft(words.yesNo[0] ?? '', words.yesNo[1] ?? '') : draftOf(prepared.content),
  );
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const change = (fields: Partial<Draft>) => setDraft((before) => ({ ...before, ...fields }));
  const missing = fault(draft);

  const send = (act: () => Promise<unknown>) => {
    setTried(true);
    if (missing !== null || busy) return;
    setBusy(true);
    setRefusal(null);
    rememberNames(draft.names);
    act()
      .then(onClose)
      .catch(setRefusal)
      .finally(() => setBusy(false));
  };
  const ask = () => send(async () => start?.(contentOf(draft), draft.seconds === 0 ? null : draft.seconds));
  const save = () =>
    send(async () => {
      const content = contentOf(draft);
      const saved = await (prepared === null ? prepare(courseId, content) : changePrepared(prepared, content));
      toast(words.saved);
      onSaved(saved);
    });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (starts && mayStart) ask();
    else save();
  };

  return (
    <Dialog title={prepared !== null ? words.edit : starts ? words.quick : words.prepare} onClose={onClose}>
      <form className="poll-dialog" onSubmit={submit}>
        <Field
          label={words.question}
          value={draft.question}
          maxLength={500}
          placeholder={words.questionPlaceholder}
          autoFocus
          onChange={(event) => change({ question: event.target.value })}
        />
        <SelectField
          label={words.kind}
          value={draft.kind}
          onChange={(event) => change({ kind: event.target.value as Draft['kind'] })}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {text.kinds[kind]}
            </option>
          ))}
        </SelectField>
        {hasOptions(draft) && <Options draft={draft} onChange={change} />}
        {draft.kind === 'rating' && (
          <NumberField
            label={words.scale}
            value={draft.scale}
            from={2}
            to={10}
            onChange={(scale) => change({ scale })}
          />
        )}
        {draft.kind === 'words' && (
          <NumberField
            label={words.words}
            value={draft.words}
            from={1}
            to={5}
            onChange={(count) => change({ words: count })}
          />
        )}
        {starts && (
          <div className="field">
            <span className="label">{words.time}</span>
            <Segments
              label={words.time}
              value={String(draft.seconds)}
              options={TIMES.map((seconds) => ({ value: String(seconds), label: words.times[seconds] ?? '' }))}
              onChange={(value) => change({ seconds: Number(value) })}
            />
          </div>
        )}
        <div className="field">
          <span className="label">{words.names}</span>
          <Segments<Draft['names']>
            label={words.names}
            value={draft.names}
            options={NAMES.map((value) => ({ value, label: words.levels[value] }))}
            onChange={(names) => change({ names })}
          />
          <span className="help">{words.namesHelp[draft.names]}</span>
          {draft.names === 'anonymous' && draft.kind === 'single' && draft.peer && (
            <span className="help">{words.noFlow}</span>
          )}
        </div>
        <details className="poll-more">
          <summary>{words.more}</summary>
          <div className="col gap-3">
            {draft.kind === 'single' && (
              <Check
                checked={draft.peer}
                label={words.peer}
                help={words.peerHelp}
                onChange={(peer) => change({ peer })}
              />
            )}
            <Check checked={draft.reasons} label={words.reasons} onChange={(reasons) => change({ reasons })} />
            {!(draft.peer && draft.kind === 'single') && (
              <SelectField
                label={words.results}
                value={draft.names === 'hidden' && draft.results === 'live' ? 'close' : draft.results}
                onChange={(event) => change({ results: event.target.value as Draft['results'] })}
              >
                {(draft.names === 'hidden' ? (['close', 'staff'] as const) : (['close', 'live', 'staff'] as const)).map(
                  (value) => (
                    <option key={value} value={value}>
                      {words.release[value]}
                    </option>
                  ),
                )}
              </SelectField>
            )}
          </div>
        </details>
        {tried && missing !== null && (
          <p className="small t-danger" role="alert">
            {missing === 'options' ? words.needOptions : words.needRight}
          </p>
        )}
        <FormError fault={refusal} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {words.cancel}
          </Button>
          {starts ? (
            <>
              <Button busy={busy} onClick={save}>
                {words.save}
              </Button>
              <Button kind="primary" type="submit" busy={busy} disabled={!mayStart}>
                {words.start}
              </Button>
            </>
          ) : (
            <Button kind="primary" type="submit" busy={busy}>
              {prepared === null ? words.save : words.saveChange}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

interface OptionsProps {
  draft: Draft;
  onChange: (fields: Partial<Draft>) => void;
}

function Options({ draft, onChange }: OptionsProps) {
  const words = useText('polls').dialog;
  const { options, kind } = draft;
  const edit = (id: number, fields: { text?: string; right?: boolean }) =>
    onChange({
      options: options.map((option) =>
        option.id === id
          ? { ...option, ...fields }
          : // Of a single choice one option is right.
            fields.right === true && kind === 'single'
            ? { ...option, right: false }
            : option,
      ),
    });
  const add = () =>
    onChange({
      options: [...options, { id: Math.max(-1, ...options.map(({ id }) => id)) + 1, text: '', right: false }],
    });
  return (
    <fieldset className="field poll-options">
      <legend className="label">{words.options}</legend>
      {options.map(({ id, text, right }, place) => (
        <div key={id} className="row">
          {hasKey(draft) && (
            <label className="poll-key" title={words.right(letter(place))}>
              <input
                type="checkbox"
                checked={right}
                aria-label={words.right(letter(place))}
                onChange={(event) => edit(id, { right: event.target.checked })}
              />
              <span className="check" aria-hidden="true">
                <Icon name="check" />
              </span>
            </label>
          )}
          <input
            className="input grow"
            value={text}
            maxLength={200}
            aria-label={words.option(letter(place))}
            placeholder={words.option(letter(place))}
            onChange={(event) => edit(id, { text: event.target.value })}
          />
          <IconButton
            icon="x"
            label={words.remove(letter(place))}
            disabled={options.length <= 2}
            onClick={() => onChange({ options: options.filter((option) => option.id !== id) })}
          />
        </div>
      ))}
      <div className="row">
        <Button size="sm" kind="quiet" icon="plus" disabled={options.length >= MAX_OPTIONS} onClick={add}>
          {words.add}
        </Button>
        {hasKey(draft) && <span className="end small faint">{words.rightHelp}</span>}
      </div>
    </fieldset>
  );
}

interface NumberProps {
  label: string;
  value: number;
  from: number;
  to: number;
  onChange: (value: number) => void;
}

function NumberField({ label, value, from, to, onChange }: NumberProps) {
  return (
    <SelectField label={label} value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {Array.from({ length: to - from + 1 }, (_, index) => from + index).map((number) => (
        <option key={number} value={number}>
          {number}
        </option>
      ))}
    </SelectField>
  );
}

interface CheckProps {
  checked: boolean;
  label: string;
  help?: string;
  onChange: (checked: boolean) => void;
}

function Check({ checked, label, help, onChange }: CheckProps) {
  const id = useId();
  return (
    <label className="poll-check">
      <input
        type="checkbox"
        checked={checked}
        aria-describedby={help === undefined ? undefined : id}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="check" aria-hidden="true">
        <Icon name="check" />
      </span>
      <span className="col">
        {label}
        {help !== undefined && (
          <span className="small muted" id={id}>
            {help}
          </span>
        )}
      </span>
    </label>
  );
}
