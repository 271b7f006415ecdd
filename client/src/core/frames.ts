import type { ClientMessage, ServerMessage } from './protocol.gen.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A request as it goes out: one with a payload in a binary frame (JSON, a NUL, the payload). */
export function encodeFrame(message: ClientMessage): string | Uint8Array<ArrayBuffer> {
  if (!('payload' in message)) return JSON.stringify(message);
  const { payload, ...rest } = message;
  const head = encoder.encode(JSON.stringify(rest));
  const frame = new Uint8Array(head.length + 1 + payload.length);
  frame.set(head);
  frame.set(payload, head.length + 1);
  return frame;
}

/** What the server said. A payload stands where a text frame would have it. */
export function decodeFrame(data: unknown): ServerMessage {
  if (!(data instanceof ArrayBuffer)) return JSON.parse(String(data)) as ServerMessage;
  const bytes = new Uint8Array(data);
  const end = bytes.indexOf(0);
  const message = JSON.parse(decoder.decode(bytes.subarray(0, end))) as ServerMessage;
  const payload = bytes.slice(end + 1);
  if (message.type !== 'ack') return { ...message, payload } as ServerMessage;
  return { ...message, data: { ...(message.data as object), payload } };
}
