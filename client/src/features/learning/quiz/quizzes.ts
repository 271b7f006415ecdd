import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  Attempt,
  AttemptInfo,
  AttemptQuestion,
  Progress,
  QuizInfo,
  Quizzes as Snapshot,
  ServerEvent,
} from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { RequestError, type DurableMessage, type Outcome } from '../../../core/socket.ts';
import { uuid } from '../../../core/uuid.ts';

export type Response = AttemptQuestion['response'];

/** Where the answer to a question is: on its way, kept by the server at a time, or not yet. */
export interface Save {
  status: 'saving' | 'saved' | 'refused';
  at: string | null;
}

export interface QuizzesState {
  quizzes: readonly QuizInfo[];
  /** One's own. */
  attempts: readonly AttemptInfo[];
  /** The attempt under way, with its questions. */
  current: Attempt | null;
  /** By place in the attempt. */
  saves: Readonly<Record<number, Save>>;
  /** The attempt is handed in as soon as its last answers are kept. */
  handingIn: boolean;
  /** By quiz, where somebody looks. */
  progress: Readonly<Record<string, readonly Progress[]>>;
  /** Who is in exam mode, for staff. */
  examined: readonly string[];
}

const EMPTY: QuizzesState = {
  quizzes: [],
  attempts: [],
  current: null,
  saves: {},
  handingIn: false,
  progress: {},
  examined: [],
};

type Answer = Extract<DurableMessage, { type: 'quiz:answer' }>;

/** Whether an attempt of one's own is under way in a quiz that is an exam. */
export function sitsExam({ quizzes, attempts }: Pick<QuizzesState, 'quizzes' | 'attempts'>): boolean {
  const under = attempts.filter(({ submitted_at }) => submitted_at === null).map(({ quiz_id }) => quiz_id);
  return quizzes.some(({ id, settings }) => settings.exam && under.includes(id));
}

/** What is typed is sent once the hands rest for this long. */
const REST_MS = 500;
/** Who hands in waits so long for answers that are on their way. */
const PATIENCE_MS = 10_000;

const put = <T extends { id: string }>(list: readonly T[], item: T): readonly T[] =>
  list.some(({ id }) => id === item.id) ? list.map((each) => (each.id === item.id ? item : each)) : [...list, item];

/** The quizzes of one room: what is there, one's own attempt, and what is on its way. */
export class Quizzes implements RoomTool {
  readonly name = 'quiz';
  readonly store: StoreApi<QuizzesState> = createStore<QuizzesState>(() => EMPTY);
  readonly #room: Room;
  readonly #resting = new Map<number, ReturnType<typeof setTimeout>>();
  /** The latest request of each place: an earlier one says nothing of what is there now. */
  readonly #latest = new Map<number, string>();
  readonly #onAnswered = new Set<() => void>();
  #watched: string | null = null;

  constructor(room: Room) {
    this.#room = room;
    // After coming back what was saved by another device, or told meanwhile, is asked for.
    let before = room.store.getState().connection.phase;
    room.store.subscribe(({ connection: { phase } }) => {
      if (phase === 'open' && before !== 'open') void this.#catchUp();
      before = phase;
    });
  }

  restore(snapshot: unknown): void {
    const { quizzes, attempts } = snapshot as Snapshot;
    this.store.setState({ quizzes, attempts });
  }

  receive(event: ServerEvent): void {
    const state = this.store.getState();
    switch (event.type) {
      case 'quiz:changed':
        this.store.setState({ quizzes: put(state.quizzes, event.quiz) });
        return;
      case 'quiz:removed':
        this.store.setState({ quizzes: state.quizzes.filter(({ id }) => id !== event.quiz_id) });
        return;
      case 'quiz:attempt-changed':
        this.#attemptChanged(event.attempt);
        return;
      case 'quiz:answer-saved':
        if (state.current?.info.id === event.attempt_id && !this.#latest.has(event.place)) {
          this.#fill(event.place, event.response, { status: 'saved', at: event.saved_at });
        }
        return;
      case 'quiz:examined':
        this.store.setState({ examined: event.people });
        return;
      case 'quiz:progressed': {
        const people = state.progress[event.quiz_id];
        if (people === undefined) return;
        const others = people.filter(({ participant_id }) => participant_id !== event.progress.participant_id);
        const all = [...others, event.progress].sort((one, other) => one.name.localeCompare(other.name, 'ko'));
        this.store.setState({ progress: { ...state.progress, [event.quiz_id]: all } });
        return;
      }
      default:
    }
  }

  settled(message: DurableMessage, outcome: Outcome): void {
    if (message.type !== 'quiz:answer') return;
    const { place } = message;
    if (this.#latest.get(place) === message.id) {
      this.#latest.delete(place);
      this.#mark(
        place,
        outcome.ok
          ? { status: 'saved', at: (outcome.data as { saved_at: string }).saved_at }
          : { status: 'refused', at: null },
      );
    }
    for (const look of [...this.#onAnswered]) look();
  }

  /** What is there of an answer now. */
  answer(place: number, response: Response): void {
    this.#fill(place, response, { status: 'saving', at: null });
    this.#rest(place, REST_MS);
  }

  async start(quiz: string): Promise<void> {
    const { attempt } = await this.#room.socket.request<'quiz:start'>({ type: 'quiz:start', quiz });
    this.#hold(attempt);
  }

  /** The attempt under way, on whatever device it was begun. */
  async resume(quiz: string): Promise<void> {
    const { attempt } = await this.#room.socket.request<'quiz:attempt'>({ type: 'quiz:attempt', quiz });
    this.#hold(attempt);
  }

  /** Hands in, once the server has every answer. Raises `answers_unsent` where it cannot have them now. */
  async submit(): Promise<void> {
    const { current } = this.store.getState();
    if (current === null) return;
    for (const place of [...this.#resting.keys()]) this.#send(place);
    const { id, quiz_id } = current.info;
    this.store.setState({ handingIn: true });
    try {
      await this.#allKept(id);
      const { attempt } = await this.#room.socket.request<'quiz:submit'>({
        type: 'quiz:submit',
        quiz: quiz_id,
        attempt: id,
      });
      this.#attemptChanged(attempt);
    } finally {
      this.store.setState({ handingIn: false });
    }
  }

  async lostFocus(seconds: number): Promise<void> {
    const { current } = this.store.getState();
    if (current?.info.submitted_at !== null) return;
    const { id, quiz_id } = current.info;
    await this.#room.socket.request<'quiz:focus'>({ type: 'quiz:focus', quiz: quiz_id, attempt: id, seconds });
  }

  /** Keeps everybody's progress of a quiz at hand, until another is watched. */
  async watch(quiz: string | null): Promise<void> {
    this.#watched = quiz;
    if (quiz === null) return;
    const { people } = await this.#room.socket.request<'quiz:progress'>({ type: 'quiz:progress', quiz });
    this.store.setState(({ progress }) => ({ progress: { ...progress, [quiz]: people } }));
  }

  #hold(attempt: Attempt): void {
    // What was typed here and is still on its way is newer than what the server has, also where it was before a reload.
    const under = this.#unanswered(attempt.info.id);
    for (const { place, id } of under) this.#latest.set(place, id);
    const sent = new Map(under.map(({ place, response }) => [place, response]));
    const { current } = this.store.getState();
    const saves: Record<number, Save> = {};
    const questions = attempt.questions.map((question) => {
      const { place, saved_at } = question;
      const here = current?.info.id === attempt.info.id ? current.questions[place - 1] : undefined;
      const typed = this.#resting.has(place) ? here?.response : sent.get(place);
      if (typed === undefined) {
        if (saved_at !== null) saves[place] = { status: 'saved', at: saved_at };
        return question;
      }
      saves[place] = { status: 'saving', at: null };
      return { ...question, response: typed };
    });
    this.store.setState(({ attempts }) => ({
      current: { ...attempt, questions },
      saves,
      attempts: put(attempts, attempt.info),
    }));
  }

  /** Answers that the server has not answered, oldest first. */
  #unanswered(attempt: string): Answer[] {
    const isOf = (message: DurableMessage): message is Answer =>
      message.type === 'quiz:answer' && message.attempt === attempt;
    return this.#room.socket.unanswered().filter(isOf);
  }

  #allKept(attempt: string): Promise<void> {
    const refused = () =>
      Object.values(this.store.getState().saves).filter(({ status }) => status === 'refused').length;
    const before = refused();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (refused() > before) end(() => reject(new RequestError('answers_unsent')));
        else if (this.#unanswered(attempt).length === 0) end(resolve);
      };
      const end = (how: () => void) => {
        clearTimeout(timer);
        this.#onAnswered.delete(look);
        how();
      };
      const timer = setTimeout(() => end(() => reject(new RequestError('answers_unsent'))), PATIENCE_MS);
      this.#onAnswered.add(look);
      look();
    });
  }

  #attemptChanged(attempt: AttemptInfo): void {
    this.store.setState(({ attempts, current }) => ({
      attempts: put(attempts, attempt),
      current: current?.info.id === attempt.id ? { ...current, info: attempt } : current,
    }));
  }

  #fill(place: number, response: Response, save: Save): void {
    const { current } = this.store.getState();
    if (current === null) return;
    const questions = current.questions.map((each) => (each.place === place ? { ...each, response } : each));
    this.store.setState({ current: { ...current, questions } });
    this.#mark(place, save);
  }

  #mark(place: number, save: Save): void {
    this.store.setState(({ saves }) => ({ saves: { ...saves, [place]: save } }));
  }

  #rest(place: number, milliseconds: number): void {
    clearTimeout(this.#resting.get(place));
    this.#resting.set(
      place,
      setTimeout(() => this.#send(place), milliseconds),
    );
  }

  #send(place: number): void {
    clearTimeout(this.#resting.get(place));
    this.#resting.delete(place);
    const { current } = this.store.getState();
    const question = current?.questions.find((each) => each.place === place);
    if (current === null || question === undefined || current.info.submitted_at !== null) return;
    const id = uuid();
    this.#latest.set(place, id);
    this.#room.socket.enqueue({
      type: 'quiz:answer',
      id,
      quiz: current.info.quiz_id,
      attempt: current.info.id,
      place,
      response: question.response,
    });
  }

  async #catchUp(): Promise<void> {
    const { current } = this.store.getState();
    try {
      if (current !== null && current.info.submitted_at === null) await this.resume(current.info.quiz_id);
      if (this.#watched !== null) await this.watch(this.#watched);
    } catch {
      // It has been submitted meanwhile, which an event has told; or the connection is gone again.
    }
  }
}
