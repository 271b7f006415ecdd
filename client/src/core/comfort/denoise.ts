import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import binary from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import worklet from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import type { Effect, EffectEvents } from '../effects.ts';

/** What RNNoise was made for. */
const SAMPLE_RATE = 48_000;
/** Browsers let sound begin while a microphone is open; where one does not, the sound would never come. */
const PATIENCE = 3_000;

/** Takes the noise out of what `raw` hears, in the audio thread. */
export async function startDenoiser(raw: MediaStreamTrack, events: EffectEvents): Promise<Effect> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE });
  try {
    const [wasmBinary] = await Promise.all([
      // Every browser that the page is built for has the instructions of the faster one.
      loadRnnoise({ url: binary, simdUrl: binary }),
      context.audioWorklet.addModule(worklet),
      running(context),
    ]);
    const source = context.createMediaStreamSource(new MediaStream([raw]));
    const network = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(network).connect(output);
    return denoised(context, network, output, events);
  } catch (fault) {
    await context.close();
    throw fault;
  }
}

function denoised(
  context: AudioContext,
  network: RnnoiseWorkletNode,
  { stream }: MediaStreamAudioDestinationNode,
  { onLost }: EffectEvents,
): Effect {
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new Error('a destination without a track');
  const stop = () => {
    context.onstatechange = null;
    network.onprocessorerror = null;
    network.destroy();
    track.stop();
    void context.close();
  };
  const lose = () => {
    stop();
    onLost('failed');
  };
  network.onprocessorerror = lose;
  // A call or another page took the sound away: without it nobody would be heard.
  context.onstatechange = () => {
    if (context.state !== 'running') running(context).catch(lose);
  };
  return { track, stop };
}

async function running(context: AudioContext): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('sound is not let begin')), PATIENCE);
  });
  await Promise.race([context.resume(), late]);
}
