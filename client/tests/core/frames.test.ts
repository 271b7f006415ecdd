import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../../src/core/frames.ts';

const id = '0193f1a0-0000-4000-8000-000000000001';

/** A binary frame as the server sends it. */
function binary(head: object, payload: readonly number[]): ArrayBuffer {
  const bytes = [...new TextEncoder().encode(JSON.stringify(head)), 0, ...payload];
  return Uint8Array.from(bytes).buffer;
}

test('a request without a payload is a text frame', () => {
  expect(encodeFrame({ type: 'whiteboard:list', id })).toBe(`{"type":"whiteboard:list","id":"${id}"}`);
});

test('a payload goes as it is, after the JSON and a NUL', () => {
  const frame = encodeFrame({ type: 'whiteboard:draw', id, board: '보드', payload: Uint8Array.of(0, 255, 7) });

  const bytes = frame as Uint8Array;
  const end = bytes.indexOf(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))).toEqual({
    type: 'whiteboard:draw',
    id,
    board: '보드',
  });
  expect([...bytes.subarray(end + 1)]).toEqual([0, 255, 7]);
});

test('an event and an answer have their payload where it belongs', () => {
  const event = decodeFrame(binary({ type: 'whiteboard:update', board: 'b', payload: '' }, [0, 1]));
  const answer = decodeFrame(binary({ type: 'ack', id, data: { board: 'b', payload: '' } }, [2, 0]));

  expect(event).toMatchObject({ type: 'whiteboard:update', payload: Uint8Array.of(0, 1) });
  expect(answer).toMatchObject({ type: 'ack', data: { board: 'b', payload: Uint8Array.of(2, 0) } });
});

test('a text frame is what it says', () => {
  expect(decodeFrame('{"type":"room:ended"}')).toEqual({ type: 'room:ended' });
});
