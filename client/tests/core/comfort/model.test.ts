import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { withScale } from '../../../src/core/comfort/model.ts';

const file = (name: string) =>
  new Uint8Array(readFileSync(createRequire(import.meta.url).resolve(`@mediapipe/selfie_segmentation/${name}`)));

/** A table of a FlatBuffer. */
class Table {
  readonly #bytes: DataView;
  readonly #at: number;

  constructor(bytes: DataView, at = bytes.getUint32(0, true)) {
    this.#bytes = bytes;
    this.#at = at;
  }

  place(id: number): number {
    const vtable = this.#at - this.#bytes.getInt32(this.#at, true);
    const offset =
      4 + 2 * id < this.#bytes.getUint16(vtable, true) ? this.#bytes.getUint16(vtable + 4 + 2 * id, true) : 0;
    if (offset === 0) throw new Error(`no field ${id}`);
    return this.#at + offset;
  }

  int = (id: number): number => this.#bytes.getUint32(this.place(id), true);
  byte = (id: number): number => this.#bytes.getUint8(this.place(id));
  target = (id: number): number => this.place(id) + this.int(id);
  table = (id: number): Table => new Table(this.#bytes, this.target(id));
  length = (id: number): number => this.#bytes.getUint32(this.target(id), true);

  item(id: number, index: number): Table {
    const at = this.target(id) + 4 + 4 * index;
    return new Table(this.#bytes, at + this.#bytes.getUint32(at, true));
  }

  floats = (id: number): number[] =>
    Array.from({ length: this.length(id) }, (_, index) =>
      this.#bytes.getFloat32(this.target(id) + 4 + 4 * index, true),
    );

  bytes = (id: number): DataView =>
    new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.target(id) + 4, this.length(id));

  text = (id: number): string => new TextDecoder().decode(this.bytes(id));
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

test.each(['selfie_segmentation.tflite', 'selfie_segmentation_landscape.tflite'])(
  '%s says how its input is scaled, and is the same model otherwise',
  (name) => {
    const model = file(name);
    const noted = withScale(model);
    expect(new TextDecoder().decode(noted.subarray(4, 8))).toBe('TFL3');
    expect(Buffer.compare(noted.subarray(noted.length - model.length), model)).toBe(0);
    expect((noted.length - model.length) % 16).toBe(0);

    const before = new Table(view(model));
    const after = new Table(view(noted));
    expect(after.int(0)).toBe(3);
    expect(after.text(3)).toBe(before.text(3));
    for (const list of [1, 2]) expect(after.length(list)).toBe(before.length(list));
    expect(after.length(4)).toBe(before.length(4) + 1);
    expect(after.item(2, 0).length(3)).toBe(before.item(2, 0).length(3));

    const entry = after.item(6, 0);
    expect([entry.text(0), entry.int(1)]).toEqual(['TFLITE_METADATA', before.length(4)]);
    const metadata = after.item(4, entry.int(1)).bytes(0);
    expect(metadata.byteOffset % 16).toBe(0);
    expect(new TextDecoder().decode(new Uint8Array(noted.buffer, metadata.byteOffset + 4, 4))).toBe('M001');
    const subgraph = new Table(metadata).item(3, 0);
    expect([subgraph.length(2), subgraph.length(3)]).toEqual([1, 1]);
    const [content, unit] = [subgraph.item(2, 0).table(3), subgraph.item(2, 0).item(4, 0)];
    expect([content.byte(0), content.table(1).byte(0)]).toEqual([2, 1]);
    expect([unit.byte(0), unit.table(1).floats(0), unit.table(1).floats(1)]).toEqual([1, [0], [255]]);
  },
);
