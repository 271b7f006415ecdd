import '../../../ui/css/breakouts.css';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Breakout, Group, Participant } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { useLiveRoom, usePeople } from '../../media/context.ts';
import { useSaid } from '../../media/useSaid.ts';
import type { Breakouts } from './breakouts.ts';
import { groupOf, isMember, leftTime } from './places.ts';
import { useAsk } from './useAsk.ts';

/** The last stretch, in which everybody is told that it ends, in milliseconds. */
const ENDING_MS = 60_000;

/** Where one is, what is to be done there, how long it lasts, and a way to call for help. */
export default function GroupCard({ breakouts, me }: { breakouts: Breakouts; me: Participant }) {
  const breakout = useStore(breakouts.store, (state) => state.breakout);
  const { desk } = useLiveRoom();
  const place = useStore(desk, ({ groups }) => groups.get(me.id));
  useNow(1_000);
  if (breakout?.state !== 'open') return null;
  const now = breakouts.now();
  const here = breakout.groups.find(({ id }) => id === place);
  if (here !== undefined) {
    return <Inside key={here.id} breakouts={breakouts} breakout={breakout} group={here} me={me} now={now} />;
  }
  const own = groupOf(breakout, me.id);
  if (own !== null && breakout.opens_at !== null && now < Date.parse(breakout.opens_at)) {
    return <Leaving group={own} seconds={Math.ceil((Date.parse(breakout.opens_at) - now) / 1_000)} />;
  }
  if (!isMember(me)) return null;
  return <Choosing breakouts={breakouts} breakout={breakout} me={me} />;
}

function Leaving({ group, seconds }: { group: Group; seconds: number }) {
  const text = useText('breakouts');
  const label = text.label(group.number, group.name);
  useSaid('groups', text.movingSoon(label));
  return (
    <div className="stage-notice" data-kind="live">
      <Icon name="users-round" />
      <span className="grow">{text.moving(label, Math.max(1, seconds))}</span>
    </div>
  );
}

interface InsideProps {
  breakouts: Breakouts;
  breakout: Breakout;
  group: Group;
  me: Participant;
  now: number;
}

function Inside({ breakouts, breakout, group, me, now }: InsideProps) {
  const text = useText('breakouts');
  const people = usePeople();
  const { busy, ask } = useAsk();
  const label = text.label(group.number, group.name);
  const left = breakout.ends_at === null ? null : Date.parse(breakout.ends_at) - now;
  const ending = left !== null && left <= ENDING_MS;
  const visitors = group.visitors
    .filter(({ participant_id }) => participant_id !== me.id)
    .flatMap(({ participant_id }) => people.find(({ id }) => id === participant_id)?.name ?? []);
  const visiting = !group.people.includes(me.id);
  const speaker = people.find(({ id }) => id === breakout.voice && id !== me.id);
  useSaid('groups', text.arrived(label));
  useSaid('groups', ending ? text.endsSoon : '');
  useSaid('groups', visitors.length > 0 ? text.visited(visitors) : '');
  useSaid('groups', breakout.notice === null ? '' : text.said(breakout.notice.name, breakout.notice.text));
  return (
    <section className="group-card" aria-label={label}>
      <div className="row">
        <Icon name="users-round" />
        <b className="strong cut grow">{label}</b>
        {left !== null && (
          <time
            className="num medium"
            data-ending={ending || undefined}
            role="timer"
            aria-label={text.left(leftTime(left))}
          >
            {leftTime(left)}
          </time>
        )}
        {visiting ? (
          <Button size="sm" busy={busy} onClick={() => void ask(() => breakouts.move(me.id, null))}>
            {text.back}
          </Button>
        ) : (
          <Button
            size="sm"
            icon="life-buoy"
            busy={busy}
            aria-pressed={group.help !== null}
            onClick={() => void ask(() => breakouts.callForHelp(group.help === null))}
          >
            {group.help === null ? text.help : text.helpCalled}
          </Button>
        )}
      </div>
      {breakout.task !== '' && <Task text={breakout.task} />}
      {ending && <p className="small">{text.endsSoon}</p>}
      {visitors.length > 0 && <p className="small">{text.visited(visitors)}</p>}
      {speaker !== undefined && <p className="small">{text.heardByAll(speaker.name)}</p>}
      {breakout.notice !== null && (
        <p className="group-notice">{text.said(breakout.notice.name, breakout.notice.text)}</p>
      )}
    </section>
  );
}

/** A long task is cut until it is asked for: the faces come first. */
function Task({ text }: { text: string }) {
  const words = useText('breakouts');
  const [open, setOpen] = useState(false);
  const long = text.length > 120 || text.includes('\n');
  return (
    <div className="row group-task">
      <p className={open ? 'grow' : 'grow cut'}>{text}</p>
      {long && (
        <button type="button" className="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? words.less : words.more}
        </button>
      )}
    </div>
  );
}

function Choosing({ breakouts, breakout, me }: { breakouts: Breakouts; breakout: Breakout; me: Participant }) {
  const text = useText('breakouts');
  const { busy, ask } = useAsk();
  useSaid('groups', breakout.may_choose ? text.choose : text.waiting);
  return (
    <section className="group-card" aria-label={text.title}>
      <p className="medium">{breakout.may_choose ? text.choose : text.waiting}</p>
      {breakout.task !== '' && <Task text={breakout.task} />}
      {breakout.may_choose && (
        <div className="group-choices">
          {breakout.groups.map((group) => (
            <Button
              key={group.id}
              size="sm"
              busy={busy}
              disabled={breakout.capacity !== null && group.people.length >= breakout.capacity}
              onClick={() => void ask(() => breakouts.move(me.id, group.id))}
            >
              {text.option(text.label(group.number, group.name), group.people.length, breakout.capacity)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
