// Blur and noise suppression, measured in what is shown, sent and received.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { likeness } from './support/likeness.mjs';
import { Server } from './support/server.mjs';
import { button, enter, inRoom, openPage, press, saying, seesMotion, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

/** Between the stripes of a picture as it is there is much more, between those of a blurred one much less. */
const SHARP = 0.6;
const BLURRED = 0.3;

let server, browser, professor, student, session;
const asked = [];

before(async () => {
  [server, browser] = await Promise.all([Server.start(), chromium()]);
  session = await server.newSession('Comfort');
  [professor, student] = await Promise.all(
    ['professor', 'student1'].map(async (person) => {
      const page = await openPage(browser, server.url);
      await signIn(page, person);
      return page;
    }),
  );
  await likeness(professor);
  await likeness(student);
  // One comes as last time, with blur, in a browser that gives no streams of frames.
  await student.evaluateOnNewDocument(() => {
    localStorage.setItem('eduforum.blur', '1');
    delete globalThis.MediaStreamTrackProcessor;
    delete globalThis.MediaStreamTrackGenerator;
  });
  for (const page of [professor, student]) page.on('request', (request) => asked.push(new URL(request.url())));
  await enter(student, session.id);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the page before the door has fetched of what is only for these. */
const fetched = () =>
  professor.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /wasm|tflite|blur|denoise|orklet/.test(name)),
  );
const stripes = (page) => page.evaluate(() => window.stripes);
const blurs = '.preview button[aria-pressed]';
/** The own picture in the preview, or the picture of the one other person in the room. */
const contrastOf = (page, video) =>
  page.$eval(video, (element) => (element.videoWidth > 0 ? window.contrast(element) : NaN)).catch(() => NaN);
const others = 'video[data-participant][data-slot]:not([hidden])';

describe('background blur', () => {
  test('is fetched when it is switched on, and what was seen stays until the first blurred picture', async () => {
    await professor.goto(`${server.url}/sessions/${session.id}`);
    await until('the camera shows the room', async () => (await contrastOf(professor, '.preview video')) > SHARP);
    assert.deepEqual(await fetched(), []);
    await press(professor, blurs);
    await until('the preview is blurred', async () => (await contrastOf(professor, '.preview video')) < BLURRED, 20_000);
  });

  test('never shows the room after that, whatever becomes of the camera', async () => {
    await professor.evaluate(() => (window.stripes = []));
    await press(professor, saying('Turn the camera off', '.preview'));
    await professor.waitForSelector('.preview .off');
    await press(professor, saying('Turn the camera on', '.preview'));
    await until('blurred pictures come again', async () => (await stripes(professor)).length > 5);
    await press(professor, button('Join'));
    await inRoom(professor);
    const seen = await stripes(professor);
    assert.ok(Math.max(...seen) < BLURRED, `${seen.length} pictures, stripes up to ${Math.max(...seen)}`);
  });

  test('is what others see, and it moves, with streams of frames and without', async () => {
    for (const page of [student, professor]) {
      await until('the other is seen without stripes', async () => (await contrastOf(page, others)) < BLURRED, 20_000);
      await seesMotion(page, 1);
    }
    for (const page of [student, professor]) assert.ok(Math.max(...(await stripes(page))) < BLURRED);
  });

  test('leaves nothing running when it is switched off or the camera is', async () => {
    assert.deepEqual([professor.workers().length, student.workers().length], [1, 1]);
    await press(professor, saying('Camera devices', '.bottom'));
    await press(professor, '.menu [role="menuitemcheckbox"]');
    // What was measured before was the blur, not the codec.
    await until('the student sees the room', async () => (await contrastOf(student, others)) > SHARP);
    await press(student, '.bottom button[aria-label="Turn camera off"]');
    await until('no worker is left', () => professor.workers().length + student.workers().length === 0);
  });
});

describe('strong noise suppression', () => {
  /** How loud the microphone’s track that is sent was over the last moments, in decibels of full scale. */
  const sent = () =>
    professor.evaluate(async () => {
      const { track } = window.connection().getSenders().find((sender) => sender.track?.kind === 'audio') ?? {};
      if (!track) return 0;
      window.ear ??= new AudioContext();
      await window.ear.resume();
      const source = window.ear.createMediaStreamSource(new MediaStream([track]));
      const analyser = new AnalyserNode(window.ear, { fftSize: 16_384 });
      source.connect(analyser);
      await new Promise((resolve) => setTimeout(resolve, 400));
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      source.disconnect();
      return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length + 1e-12);
    });

  test('takes noise out of what is sent, and lets a microphone that is off be off', async () => {
    const before = await sent();
    assert.ok(before > -30, `the noise is sent at ${before} dB`);
    await press(professor, saying('Microphone and speaker', '.bottom'));
    await press(professor, saying('Reduce noise · strong', '.menu'));
    let now;
    await until('the noise is gone', async () => (now = await sent()) < before - 10, 15_000, () => `${now} dB`);
    await press(professor, '.bottom button[aria-label="Mute mic"]');
    await until('nothing is sent at all', async () => (await sent()) < -100);
  });

  test('and blur ask for nothing from anywhere else, and the policy lets them be', () => {
    assert.deepEqual([...new Set(asked.map(({ origin }) => origin))], [server.url]);
    assert.ok(asked.some(({ pathname }) => pathname.endsWith('.wasm')), 'what workers ask for is among it');
    // The segmenter says in the console how it is made.
    assert.deepEqual(professor.faults.filter((fault) => !fault.startsWith('INFO:')), []);
  });
});
