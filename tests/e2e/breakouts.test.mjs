// Breakouts with real media: who is in a group sees its people and nobody else, and all are back afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { Server } from './support/server.mjs';
import { enter, openPage, pictures, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const SMALL = { camera: [320, 180] };

let server, chrome, session, ids;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  session = await server.newSession('정의론과 무지의 베일');
  ids = {};
  for (const person of ['professor', 'student1', 'student2']) {
    const { id } = await server.call('GET', '/auth/me', { token: await server.signIn(person) });
    ids[person] = id;
  }
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

async function come(person, size = {}) {
  const page = await openPage(chrome, server.url, { ...SMALL, ...size });
  await signIn(page, person);
  await enter(page, session.id);
  return page;
}

const press = (page, words) =>
  page.locator(`::-p-xpath(//button[normalize-space(.)="${words}"])`).setTimeout(20_000).click();

/** Waits until the pictures of exactly these people play, with frames that are decoded from now on. */
async function sees(page, people) {
  const wanted = people.map((person) => ids[person]).sort();
  let before = await pictures(page);
  await until(`the pictures are of ${people.join(', ') || 'nobody'}`, async () => {
    const now = await pictures(page);
    const seen = Object.keys(now).sort();
    const right = seen.join() === wanted.join();
    const play = seen.every((id) => now[id].frames > (before[id]?.frames ?? 0));
    if (!right) before = now;
    return right && play;
  }, 30_000);
}

/** How many transports the page has made: none is made for a move. */
const transports = (page) => page.evaluate(() => window.peerConnections.length);

describe('breakouts', () => {
  test('take their people apart and bring them back on the same transport', async () => {
    const professor = await come('professor', { width: 1440, height: 900 });
    const one = await come('student1');
    const two = await come('student2', { width: 390, height: 844 });
    await sees(one, ['professor', 'student2']);
    const made = await Promise.all([professor, one, two].map(transports));

    await professor.keyboard.press('b');
    await press(professor, 'Draw groups');
    await press(professor, 'Open 2 groups');
    await Promise.all([sees(one, []), sees(two, [])]);

    await press(two, 'Ask for help');
    await professor.waitForSelector('::-p-xpath(//*[text()="Asks for help"])');
    const calling = await professor.waitForSelector(
      '::-p-xpath(//section[contains(., "Asks for help")]//button[normalize-space(.)="Visit"])',
    );
    await calling.click();
    await sees(two, ['professor']);
    await sees(one, []);

    await press(professor, 'Call everyone back');
    await press(professor, 'Bring everyone back now');
    await Promise.all([sees(one, ['professor', 'student2']), sees(two, ['professor', 'student1'])]);
    assert.deepEqual(await Promise.all([professor, one, two].map(transports)), made);
    for (const page of [professor, one, two]) assert.deepEqual(page.faults, []);
  });
});
