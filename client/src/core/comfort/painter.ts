import { Backdrop, feather, follow, type Size } from './mask.ts';
import { Segmenter } from './segmenter.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** Paints pictures in which all but the person is blurred. */
export class Painter {
  readonly #segmenter: Segmenter;
  readonly #shape: Shape;
  readonly #small: Context;
  readonly #mask: Context;
  readonly #maskPixels: ImageData;
  readonly #backdrop: Backdrop;
  readonly #back: Context;
  readonly #whole: Context;
  readonly #held: Float32Array;
  #first = true;

  private constructor(segmenter: Segmenter, shape: Shape, aspect: number) {
    const { size } = segmenter;
    this.#segmenter = segmenter;
    this.#shape = shape;
    this.#small = context(size, { willReadFrequently: true });
    this.#mask = context(size);
    this.#maskPixels = new ImageData(size.width, size.height);
    this.#backdrop = new Backdrop(size, aspect);
    this.#back = context(this.#backdrop.size);
    this.#whole = context(size);
    this.#held = new Float32Array(size.width * size.height);
  }

  /** One for pictures of the shape of `picture`. */
  static async load(picture: Size): Promise<Painter> {
    const shape = shapeOf(picture);
    return new Painter(await Segmenter.load(shape), shape, picture.width / picture.height);
  }

  /** Whether the pictures have another shape now, such as those of a phone that was turned. */
  fits(picture: Size): boolean {
    return shapeOf(picture) === this.#shape;
  }

  /** The picture no higher than `limit`, on a canvas that the next one will be on, too. */
  paint(source: CanvasImageSource, picture: Size, limit: number): OffscreenCanvas {
    const { width, height } = this.#segmenter.size;
    this.#small.drawImage(source, 0, 0, width, height);
    const pixels = this.#small.getImageData(0, 0, width, height);
    this.#segmenter.segment(pixels, (mask) => this.#keep(mask));
    feather(this.#held, this.#segmenter.size, this.#maskPixels.data);
    this.#mask.putImageData(this.#maskPixels, 0, 0);
    this.#backdrop.paint(pixels.data, this.#held);
    const { size } = this.#backdrop;
    this.#back.putImageData(new ImageData(this.#backdrop.pixels, size.width, size.height), 0, 0);
    return this.#compose(source, within(picture, limit));
  }

  close(): void {
    this.#segmenter.close();
  }

  #keep(mask: Float32Array): void {
    if (this.#first) this.#held.set(mask);
    else follow(this.#held, mask);
    this.#first = false;
  }

  /** The person, as far as the mask shows them, before the backdrop. */
  #compose(source: CanvasImageSource, { width, height }: Size): OffscreenCanvas {
    const { canvas } = this.#whole;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      this.#whole.imageSmoothingQuality = 'medium';
    }
    this.#draw('copy', this.#mask.canvas);
    this.#draw('source-in', source);
    this.#draw('destination-over', this.#back.canvas);
    return canvas;
  }

  #draw(how: GlobalCompositeOperation, what: CanvasImageSource): void {
    this.#whole.globalCompositeOperation = how;
    this.#whole.drawImage(what, 0, 0, this.#whole.canvas.width, this.#whole.canvas.height);
  }
}

type Shape = 'landscape' | 'square';

const shapeOf = ({ width, height }: Size): Shape => (width >= 1.2 * height ? 'landscape' : 'square');

/** Encoders want even sides. */
function within({ width, height }: Size, limit: number): Size {
  const scale = Math.min(1, limit / Math.min(width, height));
  const even = (side: number) => 2 * Math.max(1, Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}

function context({ width, height }: Size, settings?: CanvasRenderingContext2DSettings): Context {
  const made = new OffscreenCanvas(width, height).getContext('2d', settings);
  if (made === null) throw new Error('no canvas');
  return made;
}
