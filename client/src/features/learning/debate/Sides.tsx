import { useId, useState } from 'react';
import { useStore } from 'zustand';
import type { Debate, DebateDraw, DebateSpeaker } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Field.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { attempt } from '../../media/attempt.ts';
import { usePeople, useSelf } from '../../media/context.ts';
import { useAct } from '../../media/useAct.ts';
import type { Debates } from './debates.ts';
import { speech, type Side } from './turns.ts';

const EACH = [1, 2, 3, 4, 5, 6] as const;
const SIDES: readonly Side[] = ['for', 'against'];

interface SidesProps {
  debates: Debates;
  debate: Debate;
  leads: boolean;
  /** Drawing is the next thing to do. */
  first: boolean;
}

/** Who argues what; for who leads with the lot, and each person's place. */
export function Sides({ debates, debate, leads, first }: SidesProps) {
  const text = useText('debate');
  const sides = useStore(debates.store, (state) => state.sides);
  if (!leads && sides.length === 0) return null;
  return (
    <section className="col gap-3" aria-label={text.sidesTitle}>
      <h4>{text.sidesTitle}</h4>
      {leads && debate.speeches.length === 0 && <Draw {...{ debates, debate, first }} again={sides.length > 0} />}
      <div className="debate-sides">
        {SIDES.map((side) => (
          <SideList key={side} {...{ debates, debate, leads, side, sides }} />
        ))}
      </div>
    </section>
  );
}

function Draw({ debates, debate, first, again }: Omit<SidesProps, 'leads'> & { again: boolean }) {
  const text = useText('debate');
  const act = useAct();
  const [way, setWay] = useState<DebateDraw['way']>('balanced');
  const [each, setEach] = useState(0);
  const help = useId();
  return (
    <>
      <Segments<DebateDraw['way']>
        label={text.way}
        value={way}
        options={[
          { value: 'balanced', label: text.ways.balanced },
          { value: 'random', label: text.ways.random },
        ]}
        onChange={setWay}
      />
      <p className="small muted" id={help}>
        {text.waysHelp[way]}
      </p>
      <div className="row debate-draw">
        <Select aria-label={text.each} value={each} onChange={(event) => setEach(Number(event.target.value))}>
          <option value={0}>{text.everybody}</option>
          {EACH.map((count) => (
            <option key={count} value={count}>
              {text.people(count)}
            </option>
          ))}
        </Select>
        <Button
          kind={first && !again ? 'primary' : 'default'}
          busy={act.busy}
          aria-describedby={help}
          onClick={() =>
            act.run(() => debates.act({ type: 'debate:draw', debate: debate.id, way, each: each === 0 ? null : each }))
          }
        >
          {again ? text.drawAgain : text.draw}
        </Button>
      </div>
    </>
  );
}

interface ListProps {
  debates: Debates;
  debate: Debate;
  leads: boolean;
  side: Side;
  sides: readonly DebateSpeaker[];
}

function SideList({ debates, debate, leads, side, sides }: ListProps) {
  const text = useText('debate');
  const people = usePeople();
  const me = useSelf();
  const speaks = speech(debate)?.participant_id;
  const own = sides.filter((each) => each.side === side);
  const others = people.filter(
    ({ id, role }) =>
      (role === 'student' || role === 'guest') && !sides.some(({ participant_id }) => participant_id === id),
  );
  const place = (participant: string, to: Side | 'audience') =>
    attempt(debates.act({ type: 'debate:assign', debate: debate.id, participant, place: to }));
  return (
    <section className="debate-side" data-side={side} aria-label={text.sides[side]}>
      <h5>
        {text.sides[side]} <span className="num faint">{own.length}</span>
      </h5>
      {own.length === 0 && <p className="small faint">{text.nobody}</p>}
      <ul>
        {own.map(({ participant_id: id, name }) => (
          <li key={id} className="row">
            <Avatar id={id} name={name} size={24} />
            <span className={id === me?.id ? 'strong cut grow' : 'cut grow'} title={name}>
              {name}
            </span>
            {leads && id !== speaks && (
              <>
                <IconButton
                  small
                  icon="refresh-cw"
                  label={text.swap(name)}
                  onClick={() => place(id, side === 'for' ? 'against' : 'for')}
                />
                <IconButton small icon="x" label={text.takeOff(name)} onClick={() => place(id, 'audience')} />
              </>
            )}
          </li>
        ))}
      </ul>
      {leads && others.length > 0 && (
        <Select aria-label={text.add(text.sides[side])} value="" onChange={(event) => place(event.target.value, side)}>
          <option value="">{text.add(text.sides[side])}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </section>
  );
}
