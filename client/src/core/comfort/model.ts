/**
 * Says inside a TensorFlow Lite model how its input is scaled, which the segmenter wants to be told and the model of the
 * package does not say: a file of both formats is a FlatBuffer, so what is added stands before the model, whose own
 * offsets are relative and stay right.
 *
 * Formats: tensorflow/lite/schema/schema.fbs and tensorflow/lite/support/metadata/metadata_schema.fbs.
 */

/** Fields of a table by their ids, or what they point to. */
interface Table {
  table: readonly (Value | null)[];
}
type Value =
  | { byte: number }
  | { int: number }
  | { floats: readonly number[] }
  | { text: string }
  | { bytes: Uint8Array }
  | { list: readonly Value[] }
  /** Something of the file behind, by its place there. */
  | { behind: number }
  | Table;

const ALIGNMENT = 16;
const VERSION = 3;
const FIELDS = { codes: 1, subgraphs: 2, description: 3, buffers: 4 } as const;
const NORMALIZATION_OPTIONS = 1;
const IMAGE_PROPERTIES = 2;
const RGB = 1;

/** `model` with the note that its input are pixels from 0 to 1. */
export function withScale(model: Uint8Array): Uint8Array<ArrayBuffer> {
  const old = new Reader(model);
  const root = old.follow(0);
  const buffers = old.list(old.field(root, FIELDS.buffers));
  const note = write('M001', metadata());
  const whole: Table = {
    table: [
      { int: VERSION },
      { behind: old.field(root, FIELDS.codes) },
      { behind: old.field(root, FIELDS.subgraphs) },
      { behind: old.field(root, FIELDS.description) },
      { list: [...buffers.map((behind) => ({ behind })), { table: [{ bytes: note }] }] },
      null,
      { list: [{ table: [{ text: 'TFLITE_METADATA' }, { int: buffers.length }] }] },
    ],
  };
  return write('TFL3', whole, model);
}

/** ModelMetadata with one subgraph: an RGB image, of which 0 is subtracted and which is divided by 255, and a mask. */
function metadata(): Table {
  const scale: Table = { table: [{ floats: [0] }, { floats: [255] }] };
  const image: Table = { table: [{ byte: IMAGE_PROPERTIES }, { table: [{ byte: RGB }] }] };
  const units = { list: [{ table: [{ byte: NORMALIZATION_OPTIONS }, scale] }] };
  const input: Table = { table: [{ text: 'image' }, null, null, image, units] };
  const output: Table = { table: [{ text: 'mask' }] };
  const subgraph: Table = { table: [null, null, { list: [input] }, { list: [output] }] };
  return { table: [{ text: 'person' }, null, null, { list: [subgraph] }] };
}

class Reader {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  follow(at: number): number {
    return at + this.#view.getUint32(at, true);
  }

  /** Where the thing stands that a field of a table points to. */
  field(table: number, id: number): number {
    const vtable = table - this.#view.getInt32(table, true);
    const offset = this.#view.getUint16(vtable + 4 + 2 * id, true);
    return this.follow(table + offset);
  }

  list(at: number): number[] {
    return Array.from({ length: this.#view.getUint32(at, true) }, (_, index) => this.follow(at + 4 + 4 * index));
  }
}

/** A FlatBuffer of `root`, and `behind` after it. Parents stand before what they point to, as offsets only go forward. */
function write(identifier: string, root: Table, behind: Uint8Array = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const waiting: { at: number; behind: number }[] = [];
  const put = (value: number, size: number, at = bytes.length) => {
    for (let index = 0; index < size; index += 1) bytes[at + index] = (value >>> (8 * index)) & 0xff;
  };
  const pad = (alignment: number, ahead = 0) => {
    while ((bytes.length + ahead) % alignment !== 0) bytes.push(0);
  };
  const point = (at: number, value: Value) => {
    if ('behind' in value) waiting.push({ at, behind: value.behind });
    else put(place(value) - at, 4, at);
  };
  const place = (value: Exclude<Value, { behind: number }>): number => {
    if ('table' in value) return table(value);
    if ('bytes' in value) pad(ALIGNMENT, 4);
    else pad(4);
    const at = bytes.length;
    if ('list' in value) {
      put(value.list.length, 4);
      bytes.push(...new Uint8Array(4 * value.list.length));
      value.list.forEach((each, index) => point(at + 4 + 4 * index, each));
    } else if ('floats' in value) {
      put(value.floats.length, 4);
      bytes.push(...new Uint8Array(new Float32Array(value.floats).buffer));
    } else if ('text' in value || 'bytes' in value) {
      const content = 'text' in value ? new TextEncoder().encode(value.text) : value.bytes;
      put(content.length, 4);
      bytes.push(...content, 0);
    }
    return at;
  };
  const table = ({ table: fields }: Table): number => {
    pad(4);
    const vtable = bytes.length;
    put(4 + 2 * fields.length, 2);
    put(4 + 4 * fields.length, 2);
    fields.forEach((field, id) => put(field === null ? 0 : 4 + 4 * id, 2));
    pad(4);
    const at = bytes.length;
    put(at - vtable, 4);
    for (const field of fields)
      put(field === null ? 0 : 'int' in field ? field.int : 'byte' in field ? field.byte : 0, 4);
    fields.forEach((field, id) => {
      if (field !== null && !('int' in field) && !('byte' in field)) point(at + 4 + 4 * id, field);
    });
    return at;
  };
  put(0, 4);
  bytes.push(...new TextEncoder().encode(identifier));
  put(table(root), 4, 0);
  pad(ALIGNMENT);
  for (const { at, behind: place_ } of waiting) put(bytes.length + place_ - at, 4, at);
  const whole = new Uint8Array(bytes.length + behind.length);
  whole.set(bytes);
  whole.set(behind, bytes.length);
  return whole;
}
