import type {
  Joined,
  MediaMode,
  Participant,
  RoomDoor,
  Settings,
  UnmuteAsked,
  PersonQuality,
  RoomSession,
  ServerEvent,
  SlotState,
} from './protocol.gen.ts';
import type { SocketState } from './socket.ts';

/** What comes in: everything, or sound and the shared screen alone. */
export type ReceiveMode = MediaMode['mode'];
export type MediaStatus = 'none' | 'connecting' | 'connected' | 'interrupted';

export interface RoomState {
  connection: SocketState;
  /** The room's own people and facts; null until the first answer to `room:join`. */
  entered: Entered | null;
  media: MediaStatus;
  /** By slot number; they change when the peer connection is replaced. */
  audio: ReadonlyMap<number, MediaStream>;
  video: ReadonlyMap<number, MediaStream>;
  slots: readonly SlotState[];
  /** By person: of everyone for hosts, of oneself for others. */
  quality: ReadonlyMap<string, PersonQuality>;
  mode: ReceiveMode;
  /** What hosts have decided for everybody. */
  settings: Settings;
  /** Who waits and who is banned, for hosts. */
  door: Pick<RoomDoor, 'waiting' | 'banned'>;
  /** What a host has asked one to unmute. */
  asked: readonly Pick<UnmuteAsked, 'kind' | 'by'>[];
}

export interface Entered {
  selfId: string;
  connectionId: string;
  companion: boolean;
  session: RoomSession;
  /** In order of joining, as far as this page has seen it. */
  people: readonly Participant[];
  /** Milliseconds to add to this computer's clock to get the server's. */
  clockOffset: number;
}

export type RoomAction =
  | { type: 'connection'; state: SocketState }
  | { type: 'joined'; joined: Joined; now: number }
  | { type: 'event'; event: ServerEvent }
  | { type: 'media'; status: MediaStatus }
  | { type: 'mode'; mode: ReceiveMode }
  | { type: 'answered'; kind: UnmuteAsked['kind'] }
  | { type: 'streams'; audio: ReadonlyMap<number, MediaStream>; video: ReadonlyMap<number, MediaStream> };

export const emptyRoom: RoomState = {
  connection: { phase: 'idle' },
  entered: null,
  media: 'none',
  audio: new Map(),
  video: new Map(),
  slots: [],
  quality: new Map(),
  mode: 'full',
  settings: {
    locked: false,
    waiting_room: false,
    may_unmute: true,
    may_share: true,
    spotlight: null,
    held_since: null,
  },
  door: { waiting: [], banned: [] },
  asked: [],
};

/** The room after `action`. What comes twice changes nothing the second time. */
export function reduce(state: RoomState, action: RoomAction): RoomState {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.state };
    case 'joined':
      return { ...state, entered: enter(action.joined, action.now, state.entered?.people ?? []) };
    case 'media':
      return { ...state, media: action.status };
    case 'mode':
      return { ...state, mode: action.mode };
    case 'answered':
      return { ...state, asked: state.asked.filter(({ kind }) => kind !== action.kind) };
    case 'streams':
      return { ...state, audio: action.audio, video: action.video, slots: [] };
    case 'event':
      return receive(state, action.event);
  }
}

const TEACHING = new Set<string>(['professor', 'co_professor', 'ta']);

/** Whether the person has a host's rights in this session. */
export function isHost(person: Participant | null): boolean {
  return person !== null && (person.role === 'professor' || person.role === 'co_professor' || person.co_host);
}

/** Professor, co-professors and assistants: a student who is a co-host is a classmate. */
export function teaches(person: Participant | null): boolean {
  return person !== null && TEACHING.has(person.role);
}

/** Hosts and assistants. */
export function isStaff(person: Participant | null): boolean {
  return teaches(person) || person?.co_host === true;
}

export function self(state: RoomState): Participant | null {
  const { entered } = state;
  return entered?.people.find((person) => person.id === entered.selfId) ?? null;
}

/** The video slot in which `source` of `participant` is shown, or would be. */
export function slotOf(state: RoomState, participant: string, source: string): SlotState | null {
  return state.slots.find((slot) => slot.participant === participant && slot.source === source) ?? null;
}

/** Whoever shares the screen now, of the group that one is in; `groups` are everybody's. */
export function presenter(state: RoomState, groups: ReadonlyMap<string, string>): Participant | null {
  const own = groups.get(state.entered?.selfId ?? '');
  return state.entered?.people.find(({ id, screen }) => screen && groups.get(id) === own) ?? null;
}

/** Whoever was here before keeps the place, also after a restart of the server, when everyone arrives anew. */
function enter(joined: Joined, now: number, before: readonly Participant[]): Entered {
  const present = new Map(joined.participants.map((person) => [person.id, person]));
  const kept = before.flatMap(({ id }) => present.get(id) ?? []);
  const known = new Set(before.map(({ id }) => id));
  const others = joined.participants.filter(({ id }) => !known.has(id)).sort(byArrival);
  return {
    selfId: joined.participant_id,
    connectionId: joined.connection_id,
    companion: joined.companion,
    session: joined.session,
    people: [...kept, ...others],
    clockOffset: Date.parse(joined.now) - now,
  };
}

function receive(state: RoomState, event: ServerEvent): RoomState {
  switch (event.type) {
    case 'participant:joined':
    case 'participant:changed':
      return withPeople(state, (people) => put(people, event.participant));
    case 'participant:left':
      return withPeople(state, (people) => people.filter((person) => person.id !== event.participant_id));
    case 'media:slots':
      return { ...state, slots: event.slots };
    case 'media:quality':
      return { ...state, quality: new Map(event.people.map((person) => [person.participant, person])) };
    case 'room:controls':
      return { ...state, settings: event.settings };
    case 'room:door':
      return { ...state, door: { waiting: event.waiting, banned: event.banned } };
    case 'room:unmute_asked':
      return { ...state, asked: [...state.asked.filter(({ kind }) => kind !== event.kind), event] };
    default:
      return state;
  }
}

function withPeople(state: RoomState, change: (people: readonly Participant[]) => readonly Participant[]): RoomState {
  if (state.entered === null) return state;
  return { ...state, entered: { ...state.entered, people: change(state.entered.people) } };
}

function put(people: readonly Participant[], person: Participant): readonly Participant[] {
  const known = people.some(({ id }) => id === person.id);
  return known ? people.map((other) => (other.id === person.id ? person : other)) : [...people, person];
}

function byArrival(a: Participant, b: Participant): number {
  return a.joined_at < b.joined_at ? -1 : a.joined_at > b.joined_at ? 1 : a.id < b.id ? -1 : 1;
}
