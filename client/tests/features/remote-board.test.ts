import { describe, expect, it, vi } from 'vitest';
import type { Board, BoardQuestion } from '../../src/core/protocol.gen.ts';
import { RemoteBoard } from '../../src/features/learning/question_board/remoteBoard.ts';

const question = (id: string): BoardQuestion => ({
  id,
  text: 'Why?',
  anonymous: false,
  author: null,
  asked_at: '2026-03-02T09:00:00Z',
  state: 'open',
  answer: '',
  answered_by: null,
  queued_at: null,
  merged_into: null,
  votes: 0,
});

function setUp(board: Board = { questions: [question('q')], voted: [] }) {
  const api = {
    get: vi.fn(() => Promise.resolve(board)),
    post: vi.fn((_path: string, _body?: unknown): Promise<unknown> => Promise.resolve({})),
    delete: vi.fn(() => Promise.resolve()),
  };
  const refused = vi.fn();
  return { api, refused, board: new RemoteBoard(api as never, 's', refused) };
}

describe('the board outside of the room', () => {
  it('is read whole, and anew after everything one does', async () => {
    const { api, board } = setUp();
    await board.load();
    expect(board.store.getState().questions).toHaveLength(1);
    board.ask('When?', true);
    await vi.waitFor(() => expect(api.get).toHaveBeenCalledTimes(2));
    expect(api.post).toHaveBeenCalledWith('/sessions/s/questions', { text: 'When?', anonymous: true });
  });

  it('shows a vote at once, and takes it back where it is refused', async () => {
    const { api, board, refused } = setUp();
    await board.load();
    api.post.mockReturnValueOnce(Promise.reject(new Error('gone')));
    board.vote(question('q'), true);
    expect(board.store.getState().voted.has('q')).toBe(true);
    await vi.waitFor(() => expect(refused).toHaveBeenCalledOnce());
    await vi.waitFor(() => expect(board.store.getState().voted.has('q')).toBe(false));
  });

  it('does not take what was read before an answer for what is there after it', async () => {
    const { api, board } = setUp({ questions: [question('q')], voted: [] });
    await board.load();
    let answer: (value: unknown) => void = () => undefined;
    api.post.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    board.vote(question('q'), true);
    await board.load();
    expect(board.store.getState().voted.has('q')).toBe(true);
    answer({});
    await vi.waitFor(() => expect(api.get).toHaveBeenCalledTimes(3));
  });

  it('sends what staff do with a question', async () => {
    const { api, board } = setUp();
    board.answer(question('q'), 'written', 'Because.');
    board.queue(question('q'), true);
    board.merge(question('q'), question('r'));
    board.remove(question('q'));
    await vi.waitFor(() => expect(api.get).toHaveBeenCalledTimes(4));
    expect(api.post.mock.calls).toEqual([
      ['/sessions/s/questions/q/answer', { state: 'written', text: 'Because.' }],
      ['/sessions/s/questions/q/queue', { on: true }],
      ['/sessions/s/questions/q/merge', { into: 'r' }],
    ]);
    expect(api.delete).toHaveBeenCalledWith('/sessions/s/questions/q');
  });
});
