/** What is made of the segmenter's mask: edges that neither flicker nor cut, and a background without the person. */

/** Below and above these a pixel certainly is the background's or the person's. */
const EDGE = { from: 0.5, to: 0.9 };
/** A background pixel that may be a little of the person's counts for nothing. */
const PERSON = { from: 0.02, to: 0.2 };
/** How much of a new mask is taken at least; all of it where it differs much, so that a hand that moves leaves no trail. */
const CALM = 0.35;
/** What a pixel of the person counts for where there is no other: something must stand in the place of a face in front. */
const LEAST = 1 / 4096;
const CHANNELS = 4;

export interface Size {
  width: number;
  height: number;
}

export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Lets `held` follow `mask`, slowly where they are alike and at once where they are not. Both 0–1, a value a pixel. */
export function follow(held: Float32Array, mask: Float32Array): void {
  for (let index = 0; index < held.length; index += 1) {
    const before = held[index] ?? 0;
    const change = (mask[index] ?? 0) - before;
    held[index] = before + change * Math.min(1, CALM + 2 * Math.abs(change));
  }
}

/** Writes how much of the person is seen into the alpha of `pixels` (RGBA), feathered over one pixel more. */
export function feather(mask: Float32Array, { width, height }: Size, pixels: Uint8ClampedArray): void {
  for (let y = 0; y < height; y += 1) {
    const above = Math.max(0, y - 1) * width;
    const row = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const cross =
        (mask[above + x] ?? 0) + (mask[below + x] ?? 0) + (mask[row + left] ?? 0) + (mask[row + right] ?? 0);
      const value = (2 * (mask[row + x] ?? 0) + cross / 2) / 4;
      pixels[(row + x) * CHANNELS + 3] = Math.round(255 * smoothstep(EDGE.from, EDGE.to, value));
    }
  }
}

/** Blurs what is left of a picture when the person is taken out, at half its size. */
export class Backdrop {
  readonly size: Size;
  /** RGBA, opaque. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly #full: Size;
  readonly #sums: Float32Array;
  readonly #spare: Float32Array;
  readonly #radius: { x: number; y: number };

  /** `full`: of the picture; both sides even. `aspect`: width to height of what the picture was squeezed from. */
  constructor(full: Size, aspect: number) {
    this.#full = full;
    this.size = { width: full.width / 2, height: full.height / 2 };
    const count = this.size.width * this.size.height * CHANNELS;
    this.pixels = new Uint8ClampedArray(count);
    this.#sums = new Float32Array(count);
    this.#spare = new Float32Array(count);
    // As wide as it is high, once the picture has its own shape again.
    const x = this.size.width / 16;
    this.#radius = { x: Math.round(x), y: Math.max(1, Math.round((x * aspect * this.size.height) / this.size.width)) };
  }

  /**
   * Each pixel counts as much as it is the background's, and the sum is divided by the counts: nothing of the person is
   * smeared into the surroundings, and the place behind is filled from what is around it.
   */
  paint(picture: Uint8ClampedArray, mask: Float32Array): void {
    this.#gather(picture, mask);
    const { width, height } = this.size;
    for (let pass = 0; pass < 2; pass += 1) {
      spread(this.#sums, this.#spare, { count: height, stride: width }, { count: width, stride: 1 }, this.#radius.x);
      spread(this.#spare, this.#sums, { count: width, stride: 1 }, { count: height, stride: width }, this.#radius.y);
    }
    for (let at = 0; at < this.pixels.length; at += CHANNELS) {
      const weight = this.#sums[at + 3] ?? 1;
      for (let channel = 0; channel < 3; channel += 1) {
        this.pixels[at + channel] = (this.#sums[at + channel] ?? 0) / weight;
      }
      this.pixels[at + 3] = 255;
    }
  }

  #gather(picture: Uint8ClampedArray, mask: Float32Array): void {
    const { width, height } = this.size;
    const stride = this.#full.width;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const first = 2 * y * stride + 2 * x;
        const four = [first, first + 1, first + stride, first + stride + 1] as const;
        const at = (y * width + x) * CHANNELS;
        let [red, green, blue, sum] = [0, 0, 0, 0];
        for (const pixel of four) {
          const weight = 1 - smoothstep(PERSON.from, PERSON.to, mask[pixel] ?? 0) + LEAST;
          red += weight * (picture[pixel * CHANNELS] ?? 0);
          green += weight * (picture[pixel * CHANNELS + 1] ?? 0);
          blue += weight * (picture[pixel * CHANNELS + 2] ?? 0);
          sum += weight;
        }
        this.#sums.set([red, green, blue, sum], at);
      }
    }
  }
}

interface Axis {
  count: number;
  /** In pixels. */
  stride: number;
}

/** Sums over `radius` pixels to both sides along `along`, in each of the `lines`; there is nothing beyond the edge. */
function spread(from: Float32Array, to: Float32Array, lines: Axis, along: Axis, radius: number): void {
  const step = along.stride * CHANNELS;
  for (let line = 0; line < lines.count; line += 1) {
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const start = line * lines.stride * CHANNELS + channel;
      let sum = 0;
      for (let index = 0; index < radius; index += 1) sum += from[start + index * step] ?? 0;
      for (let index = 0; index < along.count; index += 1) {
        const comes = index + radius;
        const goes = index - radius - 1;
        if (comes < along.count) sum += from[start + comes * step] ?? 0;
        if (goes >= 0) sum -= from[start + goes * step] ?? 0;
        to[start + index * step] = sum;
      }
    }
  }
}
