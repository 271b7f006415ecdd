import { Fragment } from 'react';
import type { AttemptQuestion } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Field.tsx';
import type { Response } from './quizzes.ts';

type Item = AttemptQuestion['item'];
interface Option {
  id: string;
  text: string;
}

interface ItemInputProps {
  name: string;
  item: Item;
  response: Response;
  onChange: (response: Response) => void;
  disabled?: boolean;
}

/** The form of a question's answer, by its kind. */
export function ItemInput({ name, item, response, onChange, disabled = false }: ItemInputProps) {
  const text = useText('quiz');
  switch (item.kind) {
    case 'single': {
      const chosen = response?.kind === 'single' ? response.option : null;
      return (
        <Choices
          name={name}
          options={item.options}
          chosen={chosen === null ? [] : [chosen]}
          disabled={disabled}
          onChange={(option) => onChange({ kind: 'single', option })}
        />
      );
    }
    case 'multiple': {
      const chosen = response?.kind === 'multiple' ? response.options : [];
      const toggle = (id: string) => (chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
      return (
        <Choices
          several
          name={name}
          options={item.options}
          chosen={chosen}
          disabled={disabled}
          onChange={(id) => onChange({ kind: 'multiple', options: toggle(id) })}
        />
      );
    }
    case 'true_false': {
      const value = response?.kind === 'true_false' ? response.value : null;
      return (
        <Choices
          name={name}
          options={[
            { id: 'true', text: text.true },
            { id: 'false', text: text.false },
          ]}
          chosen={value === null ? [] : [String(value)]}
          disabled={disabled}
          onChange={(id) => onChange({ kind: 'true_false', value: id === 'true' })}
        />
      );
    }
    case 'numeric':
    case 'short_text': {
      const typed = response?.kind === item.kind ? response.text : '';
      return (
        <input
          className="input"
          aria-label={text.answer}
          inputMode={item.kind === 'numeric' ? 'decimal' : 'text'}
          value={typed}
          maxLength={2000}
          autoComplete="off"
          disabled={disabled}
          onChange={({ target }) => onChange({ kind: item.kind, text: target.value })}
        />
      );
    }
    case 'ordering': {
      const order = response?.kind === 'ordering' ? response.order : null;
      return <Ordering options={item.options} order={order} disabled={disabled} onChange={onChange} />;
    }
    case 'matching': {
      const pairs = response?.kind === 'matching' ? response.pairs : [];
      const put = (row: string, option: string) => {
        const others = pairs.filter((pair) => pair.row !== row);
        onChange({ kind: 'matching', pairs: option === '' ? others : [...others, { row, option }] });
      };
      return (
        <div className="col gap-3">
          {item.rows.map((row) => (
            <label key={row.id} className="field">
              <span>{row.text}</span>
              <Picked
                label={row.text}
                options={item.options}
                value={pairs.find((pair) => pair.row === row.id)?.option ?? ''}
                disabled={disabled}
                onChange={(option) => put(row.id, option)}
              />
            </label>
          ))}
        </div>
      );
    }
    case 'cloze': {
      const typed = response?.kind === 'cloze' ? response.gaps : item.gaps.map(() => '');
      const put = (at: number, words: string) =>
        onChange({ kind: 'cloze', gaps: typed.map((each, place) => (place === at ? words : each)) });
      return (
        <p className="cloze">
          {item.text.split(/\{\{(\d+)\}\}/).map((part, at) => {
            if (at % 2 === 0) return <Fragment key={at}>{part}</Fragment>;
            const place = Number(part) - 1;
            const gap = item.gaps[place];
            const value = typed[place] ?? '';
            if (gap?.kind === 'choice') {
              return (
                <Picked
                  key={at}
                  label={text.gap(place + 1)}
                  options={gap.options}
                  value={value}
                  disabled={disabled}
                  onChange={(option) => put(place, option)}
                />
              );
            }
            return (
              <input
                key={at}
                className="input"
                aria-label={text.gap(place + 1)}
                inputMode={gap?.kind === 'numeric' ? 'decimal' : 'text'}
                value={value}
                maxLength={200}
                autoComplete="off"
                disabled={disabled}
                onChange={({ target }) => put(place, target.value)}
              />
            );
          })}
        </p>
      );
    }
  }
}

interface ChoicesProps {
  name: string;
  options: readonly Option[];
  chosen: readonly string[];
  several?: boolean;
  disabled: boolean;
  onChange: (id: string) => void;
}

function Choices({ name, options, chosen, several = false, disabled, onChange }: ChoicesProps) {
  return (
    <div className="col quiz-choices">
      {options.map(({ id, text }) => (
        <label key={id} className="quiz-choice">
          <input
            type={several ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(id)}
            disabled={disabled}
            onChange={() => onChange(id)}
          />
          <span>{text}</span>
        </label>
      ))}
    </div>
  );
}

interface PickedProps {
  label: string;
  options: readonly Option[];
  value: string;
  disabled: boolean;
  onChange: (id: string) => void;
}

function Picked({ label, options, value, disabled, onChange }: PickedProps) {
  const text = useText('quiz');
  return (
    <Select aria-label={label} value={value} disabled={disabled} onChange={({ target }) => onChange(target.value)}>
      <option value="">{text.choose}</option>
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.text}
        </option>
      ))}
    </Select>
  );
}

interface OrderingProps {
  options: readonly Option[];
  order: readonly string[] | null;
  disabled: boolean;
  onChange: (response: Response) => void;
}

function Ordering({ options, order, disabled, onChange }: OrderingProps) {
  const text = useText('quiz');
  const shown = order === null ? options : order.flatMap((id) => options.filter((option) => option.id === id));
  const move = (at: number, by: number) => {
    const ids = shown.map(({ id }) => id);
    const [id] = ids.splice(at, 1);
    if (id !== undefined) ids.splice(at + by, 0, id);
    onChange({ kind: 'ordering', order: ids });
  };
  return (
    <div className="col gap-2">
      <ol className="quiz-order">
        {shown.map((option, at) => (
          <li key={option.id} className="row row-3">
            <span className="num faint">{at + 1}</span>
            <span className="grow">{option.text}</span>
            {!disabled && (
              <>
                <IconButton
                  small
                  icon="chevron-up"
                  label={text.up(option.text)}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                />
                <IconButton
                  small
                  icon="chevron-down"
                  label={text.down(option.text)}
                  disabled={at === shown.length - 1}
                  onClick={() => move(at, 1)}
                />
              </>
            )}
          </li>
        ))}
      </ol>
      {order === null && !disabled && (
        <button
          type="button"
          className="link small"
          onClick={() => onChange({ kind: 'ordering', order: shown.map(({ id }) => id) })}
        >
          {text.asShown}
        </button>
      )}
    </div>
  );
}
