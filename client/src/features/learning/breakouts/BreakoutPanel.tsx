import '../../../ui/css/breakouts.css';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Breakout, GroupBalance, GroupPlan, SavedBreakout } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { useLiveRoom, usePeople, useSelf } from '../../media/context.ts';
import { PHONE, useMedia } from '../../media/useMedia.ts';
import type { Breakouts } from './breakouts.ts';
import { Stepper, Switch, TaskField } from './fields.tsx';
import GroupsStage from './GroupsStage.tsx';
import { NumbersField } from './NumbersField.tsx';
import { groupCount, isDrawn, isMember, leftTime, MOST_GROUPS } from './places.ts';
import { useAsk } from './useAsk.ts';
import { WishesField } from './WishesField.tsx';

type Method = GroupPlan['method'];

const METHODS: readonly { method: Method; icon: IconName }[] = [
  { method: 'random', icon: 'shuffle' },
  { method: 'round_robin', icon: 'refresh-cw' },
  { method: 'mixed', icon: 'layers' },
  { method: 'self_select', icon: 'circle-user-round' },
  { method: 'by_hand', icon: 'hand-metal' },
];

const MOST_IN_GROUP = 50;
const MOST_MINUTES = 480;
const COUNTDOWN = 60;

/** How groups are made and opened, and once they are open, how long they last. The groups stand on the stage meanwhile. */
export default function BreakoutPanel({ breakouts }: { breakouts: Breakouts }) {
  const { desk } = useLiveRoom();
  const breakout = useStore(breakouts.store, (state) => state.breakout);
  const phone = useMedia(PHONE);
  useEffect(() => {
    if (phone) return;
    desk.setState({ stage: breakouts.name });
    return () => desk.setState(({ stage }) => ({ stage: stage === breakouts.name ? null : stage }));
  }, [desk, breakouts, phone]);
  const groups = phone && <GroupsStage breakouts={breakouts} />;
  return breakout?.state === 'open' ? (
    <Running breakouts={breakouts} breakout={breakout}>
      {groups}
    </Running>
  ) : (
    <Preparing breakouts={breakouts} breakout={breakout}>
      {groups}
    </Preparing>
  );
}

interface PartProps {
  breakouts: Breakouts;
  children: React.ReactNode;
}

function Preparing({ breakouts, breakout, children }: PartProps & { breakout: Breakout | null }) {
  const text = useText('breakouts');
  const plan = useStore(breakouts.store, (state) => state.plan);
  const balance = useStore(breakouts.store, (state) => state.desk?.balance ?? null);
  const { busy, ask } = useAsk();
  const members = usePeople().filter(isMember).length;
  const most = plan.method === 'self_select' || plan.method === 'by_hand' ? MOST_GROUPS : Math.max(1, members);
  const count = groupCount(plan, members, most);
  const nobody = members === 0 && plan.like === null && most !== MOST_GROUPS;
  const needsNumbers = plan.method === 'mixed' && plan.like === null && Object.keys(plan.numbers).length === 0;
  return (
    <>
      <div className="panel-body group-panel">
        <fieldset className="group-methods">
          <legend className="small">{text.method}</legend>
          {METHODS.map(({ method, icon }) => (
            <button
              key={method}
              type="button"
              className="mode"
              aria-pressed={plan.method === method && plan.like === null}
              onClick={() => breakouts.plan({ method, like: null })}
            >
              <Icon name={icon} />
              <span className="col">
                <b>{text.methods[method]}</b>
                <span className="small">{text.methodHints[method]}</span>
              </span>
            </button>
          ))}
        </fieldset>
        <SavedGroups breakouts={breakouts} chosen={plan.like} />
        {plan.method === 'mixed' && plan.like === null && <NumbersField breakouts={breakouts} />}
        {plan.like === null && <SizeField breakouts={breakouts} count={count} members={members} most={most} />}
        {plan.like === null && isDrawn(plan.method) && <WishesField breakouts={breakouts} />}
        <Stepper
          label={text.time}
          value={plan.minutes ?? 0}
          shown={plan.minutes === null ? text.noEnd : text.minutes(plan.minutes)}
          step={5}
          least={0}
          most={MOST_MINUTES}
          onChange={(minutes) => breakouts.plan({ minutes: minutes === 0 ? null : minutes })}
        />
        <Switch
          label={text.mayChoose}
          on={plan.may_choose || plan.method === 'self_select'}
          disabled={plan.method === 'self_select'}
          onChange={(may_choose) => breakouts.plan({ may_choose })}
        />
        {(plan.may_choose || plan.method === 'self_select') && (
          <Stepper
            label={text.capacity}
            value={plan.capacity ?? 0}
            shown={plan.capacity === null ? text.noCapacity : text.people(plan.capacity)}
            least={0}
            most={MOST_IN_GROUP}
            onChange={(capacity) => breakouts.plan({ capacity: capacity === 0 ? null : capacity })}
          />
        )}
        <TaskField
          label={text.task}
          value={plan.task}
          placeholder={text.taskPlaceholder}
          onChange={(task) => breakouts.plan({ task })}
        />
        <Field
          label={text.name}
          value={plan.name}
          maxLength={60}
          help={text.nameHint}
          onChange={({ target }) => breakouts.plan({ name: target.value })}
        />
        {breakout !== null && balance !== null && <Balance balance={balance} />}
        {children}
      </div>
      <footer className="panel-foot col">
        {breakout === null ? (
          <Button
            block
            kind="primary"
            icon="shuffle"
            busy={busy}
            disabled={needsNumbers || nobody}
            onClick={() => void ask(() => breakouts.draw(count))}
          >
            {text.prepare}
          </Button>
        ) : (
          <>
            <Button block kind="primary" busy={busy} onClick={() => void ask(() => breakouts.open())}>
              {text.open(breakout.groups.length)}
            </Button>
            <div className="row">
              <Button
                className="grow"
                icon="shuffle"
                busy={busy}
                disabled={needsNumbers || nobody}
                onClick={() => void ask(() => breakouts.draw(count))}
              >
                {text.again}
              </Button>
              <Button kind="quiet" busy={busy} onClick={() => void ask(() => breakouts.end(0))}>
                {text.drop}
              </Button>
            </div>
          </>
        )}
        <span className="small faint">
          {nobody ? text.nobodyYet : needsNumbers ? text.numbersFirst : text.openHint}
        </span>
      </footer>
    </>
  );
}

function Running({ breakouts, breakout, children }: PartProps & { breakout: Breakout }) {
  const text = useText('breakouts');
  const me = useSelf();
  const { busy, ask } = useAsk();
  const [said, setSaid] = useState('');
  useNow(1_000);
  const left = breakout.ends_at === null ? null : Date.parse(breakout.ends_at) - breakouts.now();
  const ending = left !== null && left <= COUNTDOWN * 1_000;
  return (
    <>
      <div className="panel-body group-panel">
        <div className="row">
          <span className="grow">{text.timeLeft}</span>
          <span className="num strong" role="timer" data-ending={ending || undefined}>
            {left === null ? text.noEnd : leftTime(left)}
          </span>
        </div>
        <div className="row" role="group" aria-label={text.time}>
          {[-1, 1, 5].map((minutes) => (
            <Button key={minutes} size="sm" busy={busy} onClick={() => void ask(() => breakouts.addMinutes(minutes))}>
              {text.change(minutes)}
            </Button>
          ))}
        </div>
        <Switch
          label={text.speakToAll}
          on={breakout.voice !== null && breakout.voice === me?.id}
          onChange={(on) => void ask(() => breakouts.speakToAll(on))}
        />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void ask(() => breakouts.broadcast(said)).then((done) => done && setSaid(''));
          }}
        >
          <Field
            label={text.broadcast}
            value={said}
            maxLength={500}
            help={text.broadcastHint}
            placeholder={text.broadcastPlaceholder}
            onChange={(event) => setSaid(event.target.value)}
            aside={
              <Button size="sm" type="submit" busy={busy} disabled={said.trim() === ''}>
                {text.send}
              </Button>
            }
          />
        </form>
        {breakout.task !== '' && (
          <div className="col">
            <span className="label">{text.task}</span>
            <p className="muted">{breakout.task}</p>
          </div>
        )}
        {children}
      </div>
      <footer className="panel-foot col">
        {ending ? (
          <Button block kind="primary" busy={busy} onClick={() => void ask(() => breakouts.end(0))}>
            {text.callBackNow}
          </Button>
        ) : (
          <Button block kind="primary" busy={busy} onClick={() => void ask(() => breakouts.end(COUNTDOWN))}>
            {text.callBack}
          </Button>
        )}
        <span className="small faint">{ending ? text.ending : text.callBackHint}</span>
      </footer>
    </>
  );
}

/** So many groups, or groups of so many: whichever the teacher thinks in. */
function SizeField({ breakouts, count, members, most }: SizeProps) {
  const text = useText('breakouts');
  const size = useStore(breakouts.store, (state) => state.plan.size);
  return (
    <div className="col group-size">
      {size === null ? (
        <Stepper
          label={text.groups}
          value={count}
          least={1}
          most={most}
          onChange={(groups) => breakouts.plan({ groups })}
        />
      ) : (
        <Stepper
          label={text.size}
          value={size}
          shown={text.people(size)}
          least={1}
          most={MOST_IN_GROUP}
          onChange={(next) => breakouts.plan({ size: next })}
        />
      )}
      <span className="row">
        <span className="small faint grow">
          {size !== null ? text.makes(count) : members > 0 && text.each(members, count)}
        </span>
        <button
          type="button"
          className="link small"
          onClick={() =>
            breakouts.plan(
              size === null ? { size: Math.max(2, Math.round(members / count)) } : { size: null, groups: count },
            )
          }
        >
          {size === null ? text.bySize : text.byCount}
        </button>
      </span>
    </div>
  );
}

interface SizeProps {
  breakouts: Breakouts;
  count: number;
  members: number;
  most: number;
}

/** An earlier breakout of the course, to be taken up again. */
function SavedGroups({ breakouts, chosen }: { breakouts: Breakouts; chosen: string | null }) {
  const text = useText('breakouts');
  const formats = useFormats();
  const [saved, setSaved] = useState<readonly SavedBreakout[]>([]);
  useEffect(() => {
    let here = true;
    // Without the list one goes on without it.
    breakouts.saved().then(
      (list) => here && setSaved(list),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [breakouts]);
  if (saved.length === 0) return null;
  return (
    <SelectField
      label={text.earlier}
      value={chosen ?? ''}
      onChange={({ target }) => breakouts.plan({ like: target.value === '' ? null : target.value })}
    >
      <option value="">{text.noEarlier}</option>
      {saved.map(({ id, name, groups, opened_at }) => (
        <option key={id} value={id}>
          {text.savedLabel(name, formats.date(new Date(opened_at)), groups)}
        </option>
      ))}
    </SelectField>
  );
}

/** How a drawing came out: what a teacher wants to know before opening. */
function Balance({ balance }: { balance: GroupBalance }) {
  const text = useText('breakouts');
  const two = (value: number) => value.toFixed(2);
  const rows: readonly [string, string][] = [
    [text.balance.repeated, String(balance.repeated_pairs)],
    ...(balance.broken > 0 ? [[text.balance.broken, String(balance.broken)] as [string, string]] : []),
    ...(balance.eta_squared === null
      ? []
      : ([
          [text.balance.eta, `${(100 * balance.eta_squared).toFixed(1)} %`],
          [text.balance.range, text.balance.sd(two(balance.mean_range ?? 0))],
          [text.balance.spread, text.balance.sd(two(balance.least_sd ?? 0))],
          [text.balance.without, String(balance.without_number)],
        ] as [string, string][])),
  ];
  return (
    <dl className="group-balance" aria-label={text.balance.title}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
