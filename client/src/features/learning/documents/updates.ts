import { mergeUpdates as merge } from 'yjs';

/** The updates that one frame holds, each after its length. */
export function unpack(payload: Uint8Array): Uint8Array[] {
  const updates: Uint8Array[] = [];
  let at = 0;
  while (at < payload.length) {
    let size = 0;
    let scale = 1;
    let byte = 0;
    do {
      byte = payload[at] ?? 0;
      at += 1;
      size += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    updates.push(payload.subarray(at, at + size));
    at += size;
  }
  return updates;
}

export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates;
  return updates.length === 1 && only !== undefined ? only : merge([...updates]);
}
