import { useId } from 'react';
import type { Poll, PollBallot } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { narrator } from '../../media/narrator.ts';
import { Choice } from './Choice.tsx';

interface Props {
  poll: Poll;
  value: PollBallot;
  onChange: (ballot: PollBallot) => void;
}

const ANSWER_LENGTH = 280;
const WORD_LENGTH = 30;
const REASON_LENGTH = 500;

/** The fields that a kind of poll is answered in. */
export function BallotFields({ poll, value, onChange }: Props) {
  const text = useText('polls');
  const id = useId();
  return (
    <>
      {poll.kind === 'single' && <Choices poll={poll} value={value} onChange={onChange} />}
      {poll.kind === 'multiple' && <Several poll={poll} value={value} onChange={onChange} />}
      {poll.kind === 'rating' && <Rating poll={poll} value={value} onChange={onChange} />}
      {poll.kind === 'ranking' && <Ranking poll={poll} value={value} onChange={onChange} />}
      {poll.kind === 'words' && <Words poll={poll} value={value} onChange={onChange} />}
      {poll.kind === 'text' && (
        <textarea
          className="input"
          rows={4}
          maxLength={ANSWER_LENGTH}
          aria-label={text.textLabel}
          value={value.texts[0] ?? ''}
          onChange={(event) => onChange({ ...value, texts: [event.target.value] })}
        />
      )}
      {poll.reasons && (
        <div className="field">
          <label className="label" htmlFor={id}>
            {text.reason}
          </label>
          <textarea
            id={id}
            className="input"
            rows={2}
            maxLength={REASON_LENGTH}
            value={value.reason}
            onChange={(event) => onChange({ ...value, reason: event.target.value })}
          />
        </div>
      )}
    </>
  );
}

/** Whether there is something to send. */
export function isAnswered(poll: Poll, { choices, texts }: PollBallot): boolean {
  if (poll.kind === 'ranking') return true;
  if (poll.kind === 'text' || poll.kind === 'words') return texts.some((each) => each.trim() !== '');
  return choices.length > 0;
}

/** What a ballot begins as; a ranking begins in the order in which it was asked. */
export function blankBallot(poll: Poll): PollBallot {
  return { choices: poll.kind === 'ranking' ? poll.options.map((_, option) => option) : [], texts: [], reason: '' };
}

/** The ballot as it is sent: words that were left out are not in it. */
export function filled(poll: Poll, ballot: PollBallot): PollBallot {
  return poll.kind === 'words' ? { ...ballot, texts: ballot.texts.filter((each) => each.trim() !== '') } : ballot;
}

function Choices({ poll, value, onChange }: Props) {
  const text = useText('polls');
  return (
    <Choice
      legend={text.kinds.single}
      options={poll.options.map((label, place) => ({ value: place, label }))}
      value={value.choices[0] ?? null}
      onChange={(place) => onChange({ ...value, choices: [place] })}
    />
  );
}

function Several({ poll, value, onChange }: Props) {
  const text = useText('polls');
  const full = value.choices.length >= poll.most;
  const toggle = (place: number) => {
    const without = value.choices.filter((choice) => choice !== place);
    const choices = without.length < value.choices.length ? without : [...value.choices, place];
    onChange({ ...value, choices });
  };
  return (
    <fieldset className="poll-opts">
      <legend className={poll.most < poll.options.length ? 'small muted' : 'sr'}>{text.upTo(poll.most)}</legend>
      {poll.options.map((option, place) => (
        <label key={option} className="poll-opt">
          <input
            type="checkbox"
            checked={value.choices.includes(place)}
            disabled={full && !value.choices.includes(place)}
            onChange={() => toggle(place)}
          />
          <span className="check" aria-hidden="true">
            <Icon name="check" />
          </span>
          <span className="grow">{option}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Rating({ poll, value, onChange }: Props) {
  const text = useText('polls');
  const name = useId();
  const chosen = value.choices[0] ?? 0;
  return (
    <fieldset className="poll-stars">
      <legend className="small muted">{text.ratingLegend(poll.scale)}</legend>
      {Array.from({ length: poll.scale }, (_, index) => index + 1).map((rating) => (
        <label key={rating} className="poll-star" data-on={rating <= chosen ? '' : undefined}>
          <input
            type="radio"
            name={name}
            checked={chosen === rating}
            onChange={() => onChange({ ...value, choices: [rating] })}
          />
          <Icon name="star" size={24} />
          <span className="num small">{rating}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Ranking({ poll, value, onChange }: Props) {
  const text = useText('polls');
  const move = (from: number, by: number) => {
    const choices = [...value.choices];
    const [option] = choices.splice(from, 1);
    if (option === undefined) return;
    choices.splice(from + by, 0, option);
    onChange({ ...value, choices });
    narrator.reply(text.moved(poll.options[option] ?? '', from + by + 1));
  };
  return (
    <div className="col gap-2">
      <p className="small muted">{text.rankHelp}</p>
      <ol className="poll-opts">
        {value.choices.map((option, place) => {
          const name = poll.options[option] ?? '';
          return (
            <li key={option} className="poll-opt poll-rank">
              <b className="num faint">{place + 1}</b>
              <span className="grow">{name}</span>
              <IconButton
                icon="chevron-up"
                label={text.up(name)}
                disabled={place === 0}
                onClick={() => move(place, -1)}
              />
              <IconButton
                icon="chevron-down"
                label={text.down(name)}
                disabled={place === value.choices.length - 1}
                onClick={() => move(place, 1)}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Words({ poll, value, onChange }: Props) {
  const text = useText('polls');
  return (
    <div className="col gap-2">
      {Array.from({ length: poll.most }, (_, place) => (
        <input
          key={place}
          className="input"
          maxLength={WORD_LENGTH}
          aria-label={text.wordLabel(place + 1)}
          placeholder={text.wordLabel(place + 1)}
          value={value.texts[place] ?? ''}
          onChange={(event) => {
            const texts = Array.from({ length: poll.most }, (_, each) => value.texts[each] ?? '');
            texts[place] = event.target.value;
            onChange({ ...value, texts });
          }}
        />
      ))}
    </div>
  );
}
