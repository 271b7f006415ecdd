import '../../../ui/css/insights.css';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { PersonParticipation } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, usePeople, useSelf } from '../../media/context.ts';
import { PHONE, useMedia } from '../../media/useMedia.ts';
import { duration, passes, quietMinutes, sorted } from './insights.ts';
import { type Insights, type Sees } from './tool.ts';
import InsightsStage from './InsightsStage.tsx';
import { useShares } from './useShares.ts';

/** Of each list so many: the others are in the table. */
const SHOWN = 8;
const SEES: readonly Sees[] = ['people', 'figures', 'nothing'];

/** Whom a teacher may want to turn to next. The whole class stands on the stage meanwhile, on a phone here. */
export default function InsightsPanel({ insights }: { insights: Insights }) {
  const text = useText('insights');
  const { desk } = useLiveRoom();
  const of = useStore(insights.store, (state) => state.of);
  const me = useSelf();
  const phone = useMedia(PHONE);
  const shares = useShares();
  useEffect(() => {
    if (phone) return;
    desk.setState({ stage: insights.name });
    return () => desk.setState(({ stage }) => ({ stage: stage === insights.name ? null : stage }));
  }, [desk, insights, phone]);
  const decides = me?.role === 'professor' || me?.role === 'co_professor';
  return (
    <div className="panel-body scroll insights" tabIndex={0} role="group" aria-label={text.title}>
      {phone && <InsightsStage insights={insights} />}
      {of?.people && !shares && !phone && <Turning people={of.people} />}
      {of?.people && !shares && <Voices insights={insights} people={of.people} voices={of.voices} />}
      {!phone && of !== null && of.people === null && (
        <p className="small muted">{of.figures === null ? text.nothing : text.figuresOnly}</p>
      )}
      <p className="small faint">{text.measured}</p>
      {decides && of !== null && (
        <SelectField
          label={text.assistants}
          value={of.assistants}
          onChange={(event) => attempt(insights.allow(event.target.value as Sees))}
        >
          {SEES.map((value) => (
            <option key={value} value={value}>
              {text.sees[value]}
            </option>
          ))}
        </SelectField>
      )}
    </div>
  );
}

/** Who is quiet for long stands first, then who has not spoken yet, and who speaks now. */
function Turning({ people }: { people: readonly PersonParticipation[] }) {
  const text = useText('insights');
  const { locale } = useFormats();
  const now = useNow();
  const here = people.filter(({ present }) => present);
  const quiet = here
    .filter((person) => passes(person, 'quiet10', now))
    .sort((one, other) => (quietMinutes(other, now) ?? 0) - (quietMinutes(one, now) ?? 0));
  const unspoken = sorted(
    here.filter((person) => passes(person, 'unspoken', now) && !quiet.includes(person)),
    { by: 'name', down: false },
    locale,
  );
  const speaking = here.filter((person) => person.speaking);
  const heard = sorted(
    here.filter(({ spoken }) => spoken > 0),
    { by: 'talk', down: true },
    locale,
  ).slice(0, 3);
  return (
    <>
      <People title={text.speakingNow} people={speaking} note={(person) => duration(person.spoken)} />
      <People title={text.quietFor} people={quiet} note={(person) => text.quiet(quietMinutes(person, now) ?? 0)} />
      <People title={text.notYet(unspoken.length)} people={unspoken} />
      <People title={text.heardMost} people={heard} note={(person) => duration(person.spoken)} />
    </>
  );
}

interface VoicesProps {
  insights: Insights;
  people: readonly PersonParticipation[];
  voices: Readonly<Record<string, string>>;
}

/** Whose words each interpreter speaks: they count as that person's. */
function Voices({ insights, people, voices }: VoicesProps) {
  const text = useText('insights');
  const { locale } = useFormats();
  const interpreters = usePeople().filter(({ interpreter }) => interpreter);
  const students = sorted(people, { by: 'name', down: false }, locale);
  return interpreters.map(({ id, name }) => (
    <SelectField
      key={id}
      label={text.voiceOf(name)}
      help={text.voiceHelp}
      value={voices[id] ?? ''}
      onChange={({ target }) => attempt(insights.voice(id, target.value === '' ? null : target.value))}
    >
      <option value="">{text.nobodysVoice}</option>
      {students.map((student) => (
        <option key={student.participant_id} value={student.participant_id}>
          {student.name}
        </option>
      ))}
    </SelectField>
  ));
}

interface PeopleProps {
  title: string;
  people: readonly PersonParticipation[];
  note?: (person: PersonParticipation) => string;
}

function People({ title, people, note }: PeopleProps) {
  const text = useText('insights');
  if (people.length === 0) return null;
  return (
    <section>
      <h3 className="small strong">{title}</h3>
      <ul>
        {people.slice(0, SHOWN).map((person) => (
          <li key={person.participant_id} className="row">
            <Avatar id={person.participant_id} name={person.name} size={24} />
            <span className="cut grow" title={person.name}>
              {person.name}
            </span>
            {note !== undefined && <span className="small faint num">{note(person)}</span>}
          </li>
        ))}
      </ul>
      {people.length > SHOWN && <p className="small faint">{text.others(people.length - SHOWN)}</p>}
    </section>
  );
}
