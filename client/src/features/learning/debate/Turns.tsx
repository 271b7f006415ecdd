import { useState } from 'react';
import { useStore } from 'zustand';
import type { Debate, DebateSpeech } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Field.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { usePeople } from '../../media/context.ts';
import { useAct } from '../../media/useAct.ts';
import type { Debates } from './debates.ts';
import { Points } from './Points.tsx';
import { clockText, nextSpeaker, nextTurn, speech, type Side } from './turns.ts';

type Kind = DebateSpeech['kind'];
const KINDS: readonly Kind[] = ['opening', 'rebuttal', 'closing'];
const SIDES: readonly Side[] = ['for', 'against'];

interface TurnProps {
  debates: Debates;
  debate: Debate;
}

/** The turn that goes on, for everybody; who leads stops the clock and ends it. */
export function Turn({ debates, debate, leads }: TurnProps & { leads: boolean }) {
  const text = useText('debate');
  const act = useAct();
  const turn = speech(debate);
  if (turn === null) return null;
  const paused = debate.clocks.every(({ since }) => since === null);
  return (
    <section className="debate-turn" data-side={turn.side} aria-label={text.speaks(turn.name, text.kinds[turn.kind])}>
      <div className="row">
        <Avatar id={turn.participant_id} name={turn.name} />
        <span className="col grow">
          <span className="strong cut" title={turn.name}>
            {turn.name}
          </span>
          <span className="small muted">
            {text.sides[turn.side]} · {text.kinds[turn.kind]}
            {paused && ` · ${text.paused}`}
          </span>
        </span>
      </div>
      <Points debates={debates} debate={debate} turn={turn} />
      {leads && (
        <div className="row">
          <Button
            icon={paused ? 'play' : 'pause'}
            onClick={() => act.run(() => debates.act({ type: 'debate:pause', debate: debate.id, on: !paused }))}
          >
            {paused ? text.resume : text.pause}
          </Button>
          <Button
            kind="primary"
            busy={act.busy}
            onClick={() => act.run(() => debates.act({ type: 'debate:yield', debate: debate.id }))}
          >
            {text.endTurn}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Who leads gives the next turn: what usually comes next is chosen already. */
export function NextTurn({ debates, debate, first }: TurnProps & { first: boolean }) {
  const text = useText('debate');
  const act = useAct();
  const sides = useStore(debates.store, (state) => state.sides);
  const people = usePeople();
  const next = nextTurn(debate);
  const [kind, setKind] = useState<Kind>(next.kind);
  const [chosen, setChosen] = useState<string | null>(null);
  const here = sides.filter(({ participant_id }) =>
    people.some(({ id, state }) => id === participant_id && state === 'present'),
  );
  const usual = nextSpeaker(debate, here, next.side) ?? here[0] ?? null;
  const speaker = here.find(({ participant_id }) => participant_id === chosen) ?? usual;
  if (speaker === null) return null;
  const participant = speaker.participant_id;
  return (
    <form
      className="col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        act.run(() => debates.act({ type: 'debate:begin', debate: debate.id, kind, participant }));
      }}
    >
      <Segments<Kind>
        label={text.kind}
        value={kind}
        options={KINDS.map((value) => ({ value, label: text.kinds[value] }))}
        onChange={setKind}
      />
      <Select aria-label={text.speaker} value={participant} onChange={(event) => setChosen(event.target.value)}>
        {SIDES.map((side) => (
          <optgroup key={side} label={text.sides[side]}>
            {here
              .filter((each) => each.side === side)
              .map((each) => (
                <option key={each.participant_id} value={each.participant_id}>
                  {each.name}
                </option>
              ))}
          </optgroup>
        ))}
      </Select>
      <Button kind={first ? 'primary' : 'default'} type="submit" icon="mic" busy={act.busy}>
        {text.begin}
      </Button>
    </form>
  );
}

/** Turns that are over, the last first. */
export function PastTurns({ debate }: { debate: Debate }) {
  const text = useText('debate');
  const past = debate.speeches.filter(({ ended_at }) => ended_at !== null).reverse();
  if (past.length === 0) return null;
  return (
    <section className="col gap-2" aria-label={text.speeches}>
      <h4>{text.speeches}</h4>
      <ol className="debate-past">
        {past.map((each) => {
          const asked = each.points.filter(({ state }) => state !== 'withdrawn').length;
          return (
            <li key={each.id} data-side={each.side}>
              <span className="cut medium" title={each.name}>
                {each.name}
              </span>
              <span className="small muted">
                {text.sides[each.side]} · {text.kinds[each.kind]}
                {asked > 0 && ` · ${text.point.count(asked)}`}
              </span>
              <span className="num small" aria-label={text.took(clockText(each.seconds))}>
                {clockText(each.seconds)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
