import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import type { Chosen } from './points.ts';

interface ChosenListProps {
  chosen: readonly Chosen[];
  onChange: (chosen: readonly Chosen[]) => void;
}

/** The questions of a new quiz in their order, each with its points. */
export function ChosenList({ chosen, onChange }: ChosenListProps) {
  const text = useText('quiz');
  const put = (id: string, points: string) =>
    onChange(chosen.map((each) => (each.question.id === id ? { ...each, points } : each)));
  const raise = (at: number) => {
    const moved = [...chosen];
    const [one] = moved.splice(at, 1);
    if (one !== undefined) moved.splice(at - 1, 0, one);
    onChange(moved);
  };
  return (
    <fieldset className="field">
      <legend className="label">{text.pointsEach}</legend>
      <ol className="quiz-order card card-pad">
        {chosen.map(({ question, points }, at) => (
          <li key={question.id} className="row row-3">
            <span className="num faint">{at + 1}</span>
            <span className="grow cut" title={question.text}>
              {question.text}
            </span>
            <input
              className="input quiz-points"
              aria-label={text.pointsOf(question.text)}
              value={points}
              inputMode="decimal"
              maxLength={7}
              autoComplete="off"
              onChange={({ target }) => put(question.id, target.value)}
            />
            <IconButton
              small
              icon="chevron-up"
              label={text.up(question.text)}
              disabled={at === 0}
              onClick={() => raise(at)}
            />
            <IconButton
              small
              icon="x"
              label={text.notThis(question.text)}
              onClick={() => onChange(chosen.filter((each) => each.question.id !== question.id))}
            />
          </li>
        ))}
      </ol>
    </fieldset>
  );
}
