import '../../../ui/css/figures.css';
import type { ReactNode } from 'react';
import type { ClassParticipation } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { duration } from './insights.ts';

/** What is true of the class: who has spoken stands first, then the teacher's own share. */
export function Figures({ figures }: { figures: ClassParticipation }) {
  const text = useText('insights');
  const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)}%`);
  return (
    <dl className="figures">
      <Figure name={text.spoke} value={figures.spoke} of={figures.students} />
      <Figure
        name={text.teachers}
        value={percent(figures.teachers)}
        note={figures.teachers_before === null ? null : text.before(percent(figures.teachers_before))}
      />
      <Figure
        name={text.answered}
        value={percent(figures.answered)}
        note={figures.rounds === 0 ? text.noPolls : text.ofRounds(figures.rounds)}
      />
      <Figure name={text.messages} value={figures.messages} note={text.writers(figures.writers)} />
      <Figure
        name={text.hands}
        value={figures.hands}
        note={figures.wait === null ? null : text.wait(duration(figures.wait))}
      />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: ReactNode;
  of?: number;
  note?: string | null;
}

export function Figure({ name, value, of, note = null }: FigureProps) {
  return (
    <div>
      <dt className="k">{name}</dt>
      <dd className="f">
        {value}
        {of !== undefined && <span className="of"> / {of}</span>}
      </dd>
      {note !== null && <dd className="k">{note}</dd>}
    </div>
  );
}
