import { ImageSegmenter } from '@mediapipe/tasks-vision';
import loader from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binary from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import square from '@mediapipe/selfie_segmentation/selfie_segmentation.tflite?url';
import landscape from '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url';
import type { Size } from './mask.ts';
import { withScale } from './model.ts';

const MODELS = {
  landscape: { url: landscape, width: 256, height: 144 },
  square: { url: square, width: 256, height: 256 },
} as const;

/** Tells where in a picture a person is. */
export class Segmenter {
  /** What pictures are to be squeezed into. */
  readonly size: Size;
  readonly #task: ImageSegmenter;
  #turn = 0;

  private constructor(task: ImageSegmenter, size: Size) {
    this.#task = task;
    this.size = size;
  }

  static async load(shape: keyof typeof MODELS): Promise<Segmenter> {
    const { url, ...size } = MODELS[shape];
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    const model = withScale(new Uint8Array(await answer.arrayBuffer()));
    const files = { wasmLoaderPath: loader, wasmBinaryPath: binary };
    const task = await ImageSegmenter.createFromOptions(files, {
      // The processor is there on every device and leaves the graphics card to the page and the encoder.
      baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
      runningMode: 'VIDEO',
      outputConfidenceMasks: true,
      outputCategoryMask: false,
    });
    return new Segmenter(task, size);
  }

  /** How much of a person each pixel is, 0–1. What `use` is given is gone when it returns. */
  segment(picture: ImageData, use: (mask: Float32Array) => void): void {
    this.#turn += 1;
    this.#task.segmentForVideo(picture, this.#turn, ({ confidenceMasks = [] }) => {
      const mask = confidenceMasks[0]?.getAsFloat32Array();
      if (mask?.length !== this.size.width * this.size.height) throw new Error('a mask of another size');
      use(mask);
    });
  }

  close(): void {
    this.#task.close();
  }
}
