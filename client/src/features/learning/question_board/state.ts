import type { Author, Board, BoardQuestion, Participant } from '../../../core/protocol.gen.ts';

export interface BoardState {
  /** In the order of asking. */
  questions: readonly BoardQuestion[];
  /** Who asked anonymously, as far as one may know. */
  authors: Readonly<Record<string, Author>>;
  voted: ReadonlySet<string>;
}

/** Who looks at the board. */
export type Reader = Pick<Participant, 'id' | 'role'>;

/** Professors and assistants, who answer, merge and take away. */
export const answers = ({ role }: Pick<Reader, 'role'>): boolean =>
  role === 'professor' || role === 'co_professor' || role === 'ta';

export type BoardAction =
  | { type: 'restored'; board: Board }
  | { type: 'changed'; question: BoardQuestion }
  | { type: 'author'; id: string; author: Author }
  | { type: 'voted'; id: string; on: boolean };

export const emptyBoard: BoardState = { questions: [], authors: {}, voted: new Set() };

/** The board after `action`. */
export function reduceBoard(state: BoardState, action: BoardAction): BoardState {
  switch (action.type) {
    case 'restored':
      return {
        questions: action.board.questions,
        authors: Object.fromEntries(
          action.board.questions.flatMap(({ id, author }) => (author === null ? [] : [[id, author]])),
        ),
        voted: new Set(action.board.voted),
      };
    case 'changed': {
      const known = state.questions.some(({ id }) => id === action.question.id);
      return {
        ...state,
        questions: known
          ? state.questions.map((each) => (each.id === action.question.id ? action.question : each))
          : [...state.questions, action.question],
      };
    }
    case 'author':
      return { ...state, authors: { ...state.authors, [action.id]: action.author } };
    case 'voted': {
      const voted = new Set(state.voted);
      if (action.on) voted.add(action.id);
      else voted.delete(action.id);
      return { ...state, voted };
    }
  }
}

/** What stands on the board: the open ones by votes, the longest waiting first; then those that are answered. */
export function onBoard({ questions }: BoardState): { open: BoardQuestion[]; answered: BoardQuestion[] } {
  const there = questions.filter(({ state, merged_into }) => state !== 'removed' && merged_into === null);
  return {
    open: there.filter(({ state }) => state === 'open').sort((a, b) => b.votes - a.votes),
    answered: there.filter(({ state }) => state !== 'open').reverse(),
  };
}

/** Those on the teacher's strip, in the order in which they were put there. */
export function onStrip({ questions }: BoardState): BoardQuestion[] {
  return questions
    .filter(({ queued_at }) => queued_at !== null)
    .sort((a, b) => (a.queued_at ?? '').localeCompare(b.queued_at ?? ''));
}

/** Who asked, as far as one may know. */
export function authorOf(state: BoardState, question: BoardQuestion): Author | null {
  return question.author ?? state.authors[question.id] ?? null;
}
