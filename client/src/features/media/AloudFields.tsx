import { useStore } from 'zustand';
import { useText } from '../../i18n/index.ts';
import { Segments } from '../../ui/Segments.tsx';
import { KINDS, LEVELS, levels, setLevel, type Level } from './levels.ts';

/** How much of each kind of news a screen reader is given. */
export function AloudFields() {
  const text = useText('room').aloud;
  const chosen = useStore(levels);
  return (
    <fieldset className="aloud">
      <legend className="label">{text.title}</legend>
      <p className="small muted">{text.help}</p>
      {KINDS.map((kind) => (
        <div key={kind} className="row">
          <span className="grow">{text.kinds[kind]}</span>
          <Segments<Level>
            label={text.kinds[kind]}
            value={chosen[kind]}
            options={LEVELS.map((value) => ({ value, label: text.levels[value] }))}
            onChange={(level) => setLevel(kind, level)}
          />
        </div>
      ))}
    </fieldset>
  );
}
