import { describe, expect, it } from 'vitest';
import { audioPreferences, encodings, videoPreferences, withLayers, withoutModes } from '../../src/core/encodings.ts';

describe('what a camera is sent as', () => {
  it('is three pictures, the smallest first', () => {
    const list = encodings('camera', false);
    expect(list.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy])).toEqual([
      ['q', 4],
      ['h', 2],
      ['f', 1],
    ]);
    expect(list.map(({ maxBitrate }) => maxBitrate)).toEqual([150_000, 500_000, 1_700_000]);
    expect(list.every(({ scalabilityMode }) => scalabilityMode?.startsWith('L1T'))).toBe(true);
  });

  it('is one stream of three layers where layers can be sent', () => {
    expect(encodings('camera', true).map(({ scalabilityMode }) => scalabilityMode)).toEqual(['L3T3_KEY']);
  });

  it('can be said to a browser that knows no layers', () => {
    expect(withoutModes(encodings('camera', false)).some((encoding) => 'scalabilityMode' in encoding)).toBe(false);
  });
});

describe('sending what is watched', () => {
  const simulcast = encodings('camera', false);
  const [svc] = encodings('camera', true);
  const hd = { width: 1280, height: 720 };
  const whole = { shape: 'simulcast', picture: hd } as const;
  const layers = { shape: 'layers', picture: hd } as const;

  it('switches off the encodings that nobody watches', () => {
    const sent = withLayers('camera', simulcast, [true, false, false], whole);
    expect(sent.map(({ active }) => active)).toEqual([true, false, false]);
    expect(sent.map(({ rid }) => rid)).toEqual(['q', 'h', 'f']);
  });

  it('leaves the lowest alone, and little of it, while the others are held back, and gives all of it back', () => {
    const held = withLayers('camera', simulcast, [true, true, true], { ...whole, held: true });
    expect(held.map(({ active }) => active)).toEqual([true, false, false]);
    expect(held[0]?.maxBitrate).toBeLessThan(100_000);
    const released = withLayers('camera', held, [true, true, true], whole);
    expect(released).toEqual(simulcast.map((encoding) => ({ ...encoding, active: true })));
  });

  it('sends nothing that nobody watches while the others are held back', () => {
    const held = withLayers('camera', simulcast, [false, false, false], { ...whole, held: true });
    expect(held.every(({ active }) => active === false)).toBe(true);
  });

  it('switches everything off when nobody watches at all', () => {
    expect(withLayers('camera', simulcast, [false, false, false], whole).every(({ active }) => active === false)).toBe(
      true,
    );
    expect(withLayers('camera', [svc ?? {}], [false, false, false], layers)[0]?.active).toBe(false);
  });

  it('sends fewer of a small picture, the last of them whole', () => {
    const sizes = (width: number, height: number) =>
      withLayers('camera', simulcast, [true, true, true], { shape: 'simulcast', picture: { width, height } })
        .filter(({ active }) => active)
        .map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]);
    expect(sizes(640, 360)).toEqual([
      ['q', 2],
      ['h', 1],
    ]);
    expect(sizes(360, 640)).toEqual(sizes(640, 360));
    expect(sizes(320, 180)).toEqual([['q', 1]]);
  });

  it('takes layers away from the top, so that the others keep their sizes', () => {
    const [sent] = withLayers('camera', [svc ?? {}], [true, true, false], layers);
    expect(sent).toMatchObject({ active: true, scaleResolutionDownBy: 2, scalabilityMode: 'L2T3_KEY' });
    const [lowest] = withLayers('camera', [svc ?? {}], [true, false, false], layers);
    expect(lowest).toMatchObject({ active: true, scaleResolutionDownBy: 4, scalabilityMode: 'L1T3' });
  });

  it('asks for as many layers as there will be of a small picture, so that none of them is made smaller', () => {
    const sizes = (width: number, height: number) => {
      const [sent] = withLayers('camera', [svc ?? {}], [true, true, false], {
        shape: 'layers',
        picture: { width, height },
      });
      return [sent?.scalabilityMode, sent?.scaleResolutionDownBy, sent?.maxBitrate];
    };
    expect(sizes(640, 360)).toEqual(['L2T3_KEY', 1, 600_000]);
    expect(sizes(360, 640)).toEqual(['L2T3_KEY', 1, 600_000]);
    expect(sizes(320, 180)).toEqual(['L1T3', 1, 200_000]);
  });

  it('sends the layers below one that is watched alone', () => {
    const [sent] = withLayers('camera', [svc ?? {}], [false, false, true], layers);
    expect(sent).toMatchObject({ active: true, scaleResolutionDownBy: 1, scalabilityMode: 'L3T3_KEY' });
  });

  it('sends the whole picture in the one encoding that was agreed on', () => {
    const [sent] = withLayers('camera', simulcast.slice(0, 1), [true, true, true], whole);
    expect(sent).toMatchObject({ active: true, scaleResolutionDownBy: 1, maxBitrate: 1_800_000 });
  });

  it('sends the whole picture in the first of several where a browser makes them all small', () => {
    const sent = withLayers('camera', simulcast, [true, true, true], { shape: 'single', picture: hd });
    expect(sent.map(({ rid, active }) => [rid, active])).toEqual([
      ['q', true],
      ['h', false],
      ['f', false],
    ]);
    expect(sent[0]).toMatchObject({ scaleResolutionDownBy: 1, maxBitrate: 1_800_000 });
  });
});

describe('codecs that are offered', () => {
  const codec = (mimeType: string, sdpFmtpLine?: string) => ({ mimeType, ...(sdpFmtpLine && { sdpFmtpLine }) });
  const chromium = [
    codec('video/VP8'),
    codec('video/rtx'),
    codec('video/VP9', 'profile-id=0'),
    codec('video/VP9', 'profile-id=2'),
    codec('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f'),
    codec('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'),
    codec('video/H264', 'level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f'),
    codec('video/AV1', 'level-idx=5;profile=0;tier=0'),
    codec('video/AV1', 'level-idx=5;profile=1;tier=0'),
    codec('video/red'),
    codec('video/ulpfec'),
  ];

  it('are each there once, in the profile that all have, the room’s first, with retransmission', () => {
    expect(videoPreferences(chromium, 'vp9')).toEqual([
      codec('video/VP9', 'profile-id=0'),
      codec('video/VP8'),
      codec('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'),
      codec('video/AV1', 'level-idx=5;profile=0;tier=0'),
      codec('video/rtx'),
    ]);
  });

  it('are there too where a browser names no profiles', () => {
    const firefox = [
      codec('video/VP8', 'max-fs=12288;max-fr=60'),
      codec('video/rtx'),
      codec('video/VP9', 'max-fs=12288;max-fr=60'),
      codec('video/AV1'),
    ];
    expect(videoPreferences(firefox, 'vp8').map(({ mimeType }) => mimeType)).toEqual([
      'video/VP8',
      'video/VP9',
      'video/AV1',
      'video/rtx',
    ]);
  });

  it('of sound are Opus, repeated where that can be had', () => {
    const names = audioPreferences([codec('audio/opus'), codec('audio/G722'), codec('audio/red')]);
    expect(names.map(({ mimeType }) => mimeType)).toEqual(['audio/red', 'audio/opus']);
    expect(audioPreferences([codec('audio/opus'), codec('audio/G722')])).toEqual([codec('audio/opus')]);
  });
});
