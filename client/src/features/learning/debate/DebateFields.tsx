import '../../../ui/css/debate.css';
import { useText } from '../../../i18n/index.ts';
import { SelectField, TextField } from '../../../ui/Field.tsx';

const LONGEST = 300;
const MINUTES = [3, 5, 8, 10, 15, 20, 30] as const;
const POINTS = [0, 1, 2, 3, 5] as const;

/** `seconds`: for each side; `points`: of information in a turn. */
export interface DebateDraft {
  readonly motion: string;
  readonly seconds: number;
  readonly points: number;
}

interface Props {
  draft: DebateDraft;
  autoFocus?: boolean;
  onChange: (draft: DebateDraft) => void;
}

/** What is argued, for how long, and how often others may ask. */
export function DebateFields({ draft, autoFocus = false, onChange }: Props) {
  const text = useText('debate');
  const minutes = draft.seconds / 60;
  return (
    <>
      <TextField
        label={text.motion}
        help={text.motionHint}
        rows={2}
        maxLength={LONGEST}
        value={draft.motion}
        autoFocus={autoFocus}
        onChange={({ target }) => onChange({ ...draft, motion: target.value })}
      />
      <div className="debate-pair">
        <SelectField
          label={text.perSide}
          value={minutes}
          onChange={({ target }) => onChange({ ...draft, seconds: Number(target.value) * 60 })}
        >
          {withOwn(MINUTES, minutes).map((each) => (
            <option key={each} value={each}>
              {text.minutes(each)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={text.pointLimit}
          value={draft.points}
          onChange={({ target }) => onChange({ ...draft, points: Number(target.value) })}
        >
          {withOwn(POINTS, draft.points).map((each) => (
            <option key={each} value={each}>
              {each === 0 ? text.noPoints : text.point.count(each)}
            </option>
          ))}
        </SelectField>
      </div>
    </>
  );
}

/** What was set elsewhere is offered as well. */
function withOwn(offered: readonly number[], own: number): readonly number[] {
  return offered.includes(own) ? offered : [...offered, own].sort((a, b) => a - b);
}
