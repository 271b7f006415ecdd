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
import type { DurableMessage, Outcome } from '../../../core/socket.ts';
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
  /** By quiz, where somebody looks. */
  progress: Readonly<Record<string, readonly Progress[]>>;
  /** Who is in exam mode, for staff. */
  examined: readonly string[];
}

const EMPTY: QuizzesState = { quizzes: [], attempts: [], current: null, saves: {}, progress: {}, examined: [] };

/** Whether an attempt of one's own is under way in a quiz that is an exam. */
export function sitsExam({ quizzes, attempts }: Pick<QuizzesState, 'quizzes' | 'attempts'>): boolean {
  const under = attempts.filter(({ submitted_at }) => submitted_at === null).map(({ quiz_id }) => quiz_id);
  return quizzes.some(({ id, settings }) => settings.exam && under.includes(id));
}

/** What is typed is sent once the hands rest for this long. */
const REST_MS = 500;
/** Too many at once: so long until the next try. */
const AGAIN_MS = 3_000;

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
    if (this.#latest.get(place) !== message.id) return;
    this.#latest.delete(place);
    if (outcome.ok) {
      this.#mark(place, { status: 'saved', at: (outcome.data as { saved_at: string }).saved_at });
    } else if (outcome.error.code === 'rate_limited' || outcome.error.code === 'not_stored') {
      this.#rest(place, AGAIN_MS);
    } else {
      this.#mark(place, { status: 'refused', at: null });
    }
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

  async submit(): Promise<void> {
    const { current } = this.store.getState();
    if (current === null) return;
    for (const place of [...this.#resting.keys()]) this.#send(place);
    const { id, quiz_id } = current.info;
    const { attempt } = await this.#room.socket.request<'quiz:submit'>({
      type: 'quiz:submit',
      quiz: quiz_id,
      attempt: id,
    });
    this.#attemptChanged(attempt);
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
    const saves = Object.fromEntries(
      attempt.questions.flatMap(({ place, saved_at }): [number, Save][] =>
        this.#isUnsent(place)
          ? [[place, { status: 'saving', at: null }]]
          : saved_at === null
            ? []
            : [[place, { status: 'saved', at: saved_at }]],
      ),
    );
    // What was typed here and is still on its way is newer than what the server has.
    const { current } = this.store.getState();
    const questions = attempt.questions.map((question) => {
      const here = current?.info.id === attempt.info.id ? current.questions[question.place - 1] : undefined;
      const unsent = this.#isUnsent(question.place);
      return here !== undefined && unsent ? { ...question, response: here.response } : question;
    });
    this.store.setState(({ attempts }) => ({
      current: { ...attempt, questions },
      saves,
      attempts: put(attempts, attempt.info),
    }));
  }

  #isUnsent(place: number): boolean {
    return this.#latest.has(place) || this.#resting.has(place);
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
