import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import dataUrl from 'virtual:pdf-data';
import type * as Pdf from 'pdfjs-dist';
import { fitted, linesOf } from './pages.ts';

type Library = typeof Pdf;
export type Parts = (begin: number, end: number) => Promise<Uint8Array>;

/** A page as it was drawn: its size in CSS pixels. */
export interface Drawn {
  readonly canvas: HTMLCanvasElement;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly done: Promise<Drawn>;
  readonly cancel: () => void;
}

/** So much is fetched at once: on a weak line as little as a page needs. */
const PART = 256 * 1024;
const SMALL_PART = 64 * 1024;

/** No side of a canvas has more pixels. */
const LONGEST = 4_096;

/** After a part could not be fetched it is tried again so often, so much later each time, in milliseconds. */
const TRIES = 6;
const PAUSE = 1_000;

let library: Promise<Library> | null = null;

async function pdfjs(): Promise<Library> {
  library ??= import('pdfjs-dist/legacy/build/pdf.mjs').then((loaded) => {
    loaded.GlobalWorkerOptions.workerSrc = workerUrl;
    return loaded;
  });
  // What could not be fetched may be there the next time.
  library.catch(() => (library = null));
  return await library;
}

/** The pages of one deck. Only those parts of the file are fetched that are looked at. */
export class DeckDocument {
  readonly #document: Pdf.PDFDocumentProxy;
  readonly #sparing: boolean;

  private constructor(document: Pdf.PDFDocumentProxy, sparing: boolean) {
    this.#document = document;
    this.#sparing = sparing;
  }

  /** `size`: of the file in bytes; `sparing`: nothing is fetched that nobody has asked for. */
  static async open(size: number, parts: Parts, sparing: boolean, signal: AbortSignal): Promise<DeckDocument> {
    const pdf = await pdfjs();
    signal.throwIfAborted();
    const range = new pdf.PDFDataRangeTransport(size, null);
    const task = pdf.getDocument({
      range,
      rangeChunkSize: sparing ? SMALL_PART : PART,
      disableAutoFetch: true,
      disableStream: true,
      isEvalSupported: false,
      cMapUrl: `${dataUrl}cmaps/`,
      standardFontDataUrl: `${dataUrl}standard_fonts/`,
      wasmUrl: `${dataUrl}wasm/`,
      iccUrl: `${dataUrl}iccs/`,
      verbosity: 0,
    });
    const failed = new Promise<never>((_, reject) => {
      range.requestDataRange = (begin: number, end: number) => {
        persistently(() => parts(begin, end), signal).then((data) => range.onDataRange(begin, data), reject);
      };
    });
    signal.addEventListener('abort', () => void task.destroy());
    return new DeckDocument(await Promise.race([task.promise, failed]), sparing);
  }

  /** Draws a page as large as it fits into a field of CSS pixels. */
  draw(number: number, field: { width: number; height: number }, density: number): Drawing {
    let task: Pdf.RenderTask | null = null;
    let cancelled = false;
    const drawn = async (): Promise<Drawn> => {
      const page = await this.#document.getPage(number);
      const natural = page.getViewport({ scale: 1 });
      const fit = fitted(natural, field);
      const most = LONGEST / Math.max(natural.width, natural.height);
      const viewport = page.getViewport({ scale: Math.min(fit * density, most) });
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(viewport.width));
      canvas.height = Math.max(1, Math.round(viewport.height));
      if (cancelled) throw new DOMException('The page is not wanted any more', 'AbortError');
      task = page.render({ canvas, viewport });
      await task.promise;
      return { canvas, width: natural.width * fit, height: natural.height * fit };
    };
    return {
      done: drawn(),
      cancel: () => {
        cancelled = true;
        task?.cancel();
      },
    };
  }

  /** What stands on a page, in lines. */
  async text(number: number): Promise<string[]> {
    const page = await this.#document.getPage(number);
    return linesOf((await page.getTextContent()).items);
  }

  /** Fetches what a page needs before it is wanted, where the line has room for that. */
  prepare(number: number): void {
    if (this.#sparing || number < 1 || number > this.#document.numPages) return;
    this.#document
      .getPage(number)
      .then((page) => page.getOperatorList())
      .catch(() => undefined);
  }
}

async function persistently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (fault) {
      if (tried === TRIES || signal.aborted) throw fault;
      await new Promise((resolve) => setTimeout(resolve, PAUSE * tried));
    }
  }
}
