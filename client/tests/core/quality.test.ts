import { describe, expect, it } from 'vitest';
import { StatsReader, type Stat } from '../../src/core/quality.ts';

const pair: Stat = {
  id: 'pair',
  type: 'candidate-pair',
  state: 'succeeded',
  nominated: true,
  currentRoundTripTime: 0.0421,
};
const voice = (changes: Partial<Stat> = {}): Stat => ({ id: 'voice', type: 'inbound-rtp', kind: 'audio', ...changes });
const face = (changes: Partial<Stat> = {}): Stat => ({ id: 'face', type: 'inbound-rtp', kind: 'video', ...changes });

/** What is reported after ten seconds from the second reading against the first. */
function between(before: readonly Stat[], after: readonly Stat[]) {
  const reader = new StatsReader();
  expect(reader.read(before, 1_000)).toBeNull();
  return reader.read(after, 11_000);
}

describe('a report of ten seconds', () => {
  it('has the round trip of the path in use', () => {
    const unused: Stat = { id: 'other', type: 'candidate-pair', state: 'waiting', currentRoundTripTime: 9 };
    expect(between([pair], [unused, pair])).toMatchObject({
      seconds: 10,
      rtt: 42.1,
      heard: null,
      seen: null,
      sent: null,
    });
  });

  it('counts as concealed only what could be heard', () => {
    const before = voice({ totalSamplesReceived: 1_000, concealedSamples: 900, silentConcealedSamples: 900 });
    const after = voice({ totalSamplesReceived: 481_000, concealedSamples: 15_300, silentConcealedSamples: 5_700 });
    expect(between([before], [after])?.heard?.concealed).toBe(0.02);
  });

  it('knows loss, jitter and delay of sound over all voices', () => {
    const before = [
      voice({ packetsReceived: 100, packetsLost: 0, jitterBufferDelay: 1, jitterBufferEmittedCount: 10 }),
    ];
    const after = [
      voice({
        packetsReceived: 550,
        packetsLost: 50,
        jitter: 0.011,
        totalSamplesReceived: 480_000,
        jitterBufferDelay: 29_801,
        jitterBufferEmittedCount: 480_010,
      }),
    ];
    expect(between(before, after)?.heard).toEqual({ concealed: 0, buffer: 62.1, jitter: 11, loss: 0.1 });
  });

  it('tells the largest picture and the freezes of all', () => {
    const small = (n: number) =>
      face({ id: 'small', framesDecoded: n, frameWidth: 320, frameHeight: 180, freezeCount: n / 100 });
    const large = (n: number) =>
      face({ id: 'large', framesDecoded: n, frameWidth: 1280, frameHeight: 720, totalFreezesDuration: n / 1_000 });
    const still = face({ id: 'still', framesDecoded: 7, frameWidth: 1920, frameHeight: 1080 });
    expect(between([small(100), large(100), still], [small(300), large(400), still])?.seen).toEqual({
      width: 1280,
      height: 720,
      fps: 30,
      freezes: 2,
      frozen: 0.3,
    });
  });

  it('tells of what was sent what the server says of it', () => {
    const sent = (n: number): Stat[] => [
      { id: 'out', type: 'outbound-rtp', kind: 'audio', packetsSent: n, remoteId: 'told' },
      {
        id: 'h',
        type: 'outbound-rtp',
        kind: 'video',
        packetsSent: n,
        framesSent: n,
        frameWidth: 640,
        frameHeight: 360,
        qualityLimitationReason: 'cpu',
      },
      {
        id: 'f',
        type: 'outbound-rtp',
        kind: 'video',
        packetsSent: 5,
        framesSent: 5,
        frameWidth: 1280,
        frameHeight: 720,
      },
      { id: 'told', type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.0512, jitter: 0.02 },
    ];
    expect(between(sent(100), sent(250))?.sent).toEqual({
      loss: 0.0512,
      jitter: 20,
      width: 640,
      height: 360,
      fps: 15,
      limited: 'cpu',
    });
  });

  it('starts anew with another connection', () => {
    const reader = new StatsReader();
    reader.read([pair], 0);
    reader.reset();
    expect(reader.read([pair], 10_000)).toBeNull();
  });
});
