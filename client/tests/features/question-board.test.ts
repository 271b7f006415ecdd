import { describe, expect, it } from 'vitest';
import type { BoardQuestion } from '../../src/core/protocol.gen.ts';
import {
  authorOf,
  emptyBoard,
  onBoard,
  onStrip,
  reduceBoard,
  type BoardAction,
} from '../../src/features/learning/question_board/state.ts';

const question = (id: string, changes: Partial<BoardQuestion> = {}): BoardQuestion => ({
  id,
  text: `text ${id}`,
  anonymous: false,
  author: { id: 'a', name: '김하늘', role: 'student' },
  asked_at: '2026-11-24T05:00:00Z',
  state: 'open',
  answer: '',
  answered_by: null,
  queued_at: null,
  merged_into: null,
  votes: 0,
  ...changes,
});
const changed = (id: string, changes: Partial<BoardQuestion> = {}): BoardAction => ({
  type: 'changed',
  question: question(id, changes),
});
const after = (...actions: BoardAction[]) => actions.reduce(reduceBoard, emptyBoard);
const ids = (questions: readonly BoardQuestion[]) => questions.map(({ id }) => id);

describe('the board', () => {
  it('has open questions by votes, then by time, and answered ones apart', () => {
    const state = after(changed('q1'), changed('q2', { votes: 2 }), changed('q3'), changed('q4', { state: 'live' }));
    expect(ids(onBoard(state).open)).toEqual(['q2', 'q1', 'q3']);
    expect(ids(onBoard(state).answered)).toEqual(['q4']);
  });

  it('shows neither what was removed nor what is part of another', () => {
    const state = after(
      changed('q1'),
      changed('q2'),
      changed('q1', { state: 'removed' }),
      changed('q2', { merged_into: 'q1' }),
    );
    expect(onBoard(state)).toEqual({ open: [], answered: [] });
  });

  it('knows who asked anonymously where that was told', () => {
    const author = { id: 'b', name: '이도윤', role: 'student' } as const;
    const told = after({ type: 'author', id: 'q1', author }, changed('q1', { anonymous: true, author: null }));
    expect(told.questions.map((each) => authorOf(told, each)?.name)).toEqual(['이도윤']);
    const untold = after(changed('q1', { anonymous: true, author: null }));
    expect(untold.questions.map((each) => authorOf(untold, each))).toEqual([null]);
  });

  it('keeps what one has voted for', () => {
    const board = { questions: [question('q1'), question('q2')], voted: ['q1'] };
    const state = after(
      { type: 'restored', board },
      { type: 'voted', id: 'q2', on: true },
      { type: 'voted', id: 'q1', on: false },
    );
    expect([...state.voted]).toEqual(['q2']);
  });
});

it('the strip is in the order of putting there', () => {
  const state = after(
    changed('q1', { queued_at: '2026-11-24T05:09:00Z' }),
    changed('q2', { queued_at: '2026-11-24T05:08:00Z' }),
    changed('q3'),
  );
  expect(ids(onStrip(state))).toEqual(['q2', 'q1']);
});
