// Participation as a class sees it: somebody speaks into a microphone of Chromium and the teacher sees for how long, what
// others write is there soon; with $EDUFORUM_SCREENS the screens at three widths, in both languages and themes. Not part of
// `make test` before `roomFeatures.ts` names the feature.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { crowd } from './support/crowd.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { enter, openPage, openTool, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const SPEAKS = spawnSync('espeak-ng', ['--version']).status === 0;
const PEOPLE = Number(process.env.EDUFORUM_CROWD ?? 24);
const SOON_MS = 1_000;
const NAMES = ['알렉산드리아 마리아 콘스탄티나 폰 데어 라이엔-슈바르첸베르크', '김하늘', 'Nguyễn Thị Minh Khai', 'Christopher Montgomery-Featherstonehaugh', '이도윤'];
/** The demo's first student. */
const SPEAKER = '이하은';
const WIDE = { width: 1440, height: 900 };

let server, chrome, talking, session, folder;

before(async () => {
  server = await Server.start({ env: { EDUFORUM_LIMITS__REGISTER_PER_MINUTE: '0' } });
  folder = await mkdtemp(path.join(tmpdir(), 'eduforum-speech-'));
  const args = [];
  if (SPEAKS) {
    const speech = path.join(folder, 'speech.wav');
    const text = 'I think the second premise is doing all of the work in this argument, and nobody has defended it yet.';
    execFileSync('espeak-ng', ['-v', 'en-us', '-w', speech, text]);
    args.push(`--use-file-for-fake-audio-capture=${speech}`);
  }
  chrome = await chromium();
  talking = await chromium({ args });
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  const token = await server.signIn('professor');
  const [course] = await server.call('GET', '/courses', { token });
  session = await server.newSession('정의론과 무지의 베일');
  const tickets = [];
  for (let at = 0; at < PEOPLE; at++) {
    const email = `person${at}@eduforum.test`;
    await server.call('POST', '/auth/register', { body: { email, password: PASSWORD, name: `${NAMES[at % NAMES.length]} ${at + 1}` } });
    const own = await server.signIn(`person${at}`);
    await server.call('POST', '/courses/join', { token: own, body: { join_code: course.join_code } });
    tickets.push(await server.call('POST', `/sessions/${session.id}/join`, { token: own }));
  }
  await crowd(chrome, server.url, tickets);
});

after(async () => {
  await chrome?.close();
  await talking?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function come(browser, person, language, theme) {
  const page = await openPage(browser, server.url, {
    ...WIDE,
    camera: [320, 180],
    storage: { 'eduforum.language': language, 'eduforum.theme': theme },
  });
  await signIn(page, person);
  await enter(page, session.id, language === 'ko' ? '들어가기' : 'Join');
  return page;
}

/** The cells of a person's row: talk time, text, polls, hands. */
const row = (page, name) =>
  page.$$eval(
    '.dashcard tbody tr',
    (rows, wanted) => {
      const found = rows.find((each) => each.querySelector('th').textContent.includes(wanted));
      return found ? [...found.querySelectorAll('td')].map((cell) => cell.textContent) : null;
    },
    name,
  );

describe('a class that takes part', { skip: !SPEAKS && 'espeak-ng is not installed' }, () => {
  test('who speaks, writes and raises a hand is seen to, and sees no more than their own', async () => {
    const professor = await come(chrome, 'professor', 'en', 'light');
    const student = await come(talking, 'student1', 'en', 'light');
    await openTool(professor, 'Insights');
    await until('the teacher sees talk time', async () => /\d:\d\d/.test((await row(professor, SPEAKER))?.[0] ?? ''), 30_000);
    const waits = [];
    for (let n = 1; n <= 8; n++) {
      waits.push(await seenAfter(professor, student, n));
    }
    waits.sort((one, other) => one - other);
    console.log(`from a message to the teacher's screen: ${waits.map(Math.round).join(', ')} ms`);
    assert.ok(waits.at(-1) < SOON_MS, `${waits.at(-1)} ms`);

    await openTool(student, 'Insights');
    await until('the student sees their own', async () => (await student.$eval('.own-figures', (all) => all.textContent)).includes('Messages8'));
    assert.equal(await student.$('.dashcard'), null);
    assert.deepEqual(professor.faults, []);
    assert.deepEqual(student.faults, []);
    await student.browserContext().close();
    await professor.browserContext().close();
  });
});

/** How long it takes from the key that sends a message to the pixel that counts it, in milliseconds. */
async function seenAfter(professor, student, count) {
  await openTool(student, 'Chat');
  const composer = await student.waitForSelector('textarea');
  await composer.type(`Message ${count}`);
  const seen = professor.evaluate(
    (wanted, text) =>
      new Promise((resolve) => {
        const look = () => {
          const found = [...document.querySelectorAll('.dashcard tbody tr')].find((each) => each.querySelector('th').textContent.includes(wanted));
          if (found?.querySelectorAll('td')[1].textContent === text) resolve(performance.timeOrigin + performance.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    SPEAKER,
    String(count),
  );
  const sent = await student.evaluate(() => performance.timeOrigin + performance.now());
  await composer.press('Enter');
  return (await seen) - sent;
}

for (const [language, theme] of FOLDER ? LOOKS : []) {
  test(`screens of participation in ${language}, ${theme}`, async () => {
    const ko = language === 'ko';
    const professor = await come(chrome, 'professor', language, theme);
    const student = await come(chrome, 'student2', language, theme);
    try {
      await openTool(professor, ko ? '참여도' : 'Insights');
      await professor.waitForSelector('.dashcard tbody tr');
      await look(professor, FOLDER, ['insights', language, theme].join('-'));
      await openTool(student, ko ? '참여도' : 'Insights');
      await student.waitForSelector('.own-figures');
      await look(student, FOLDER, ['own-participation', language, theme].join('-'));
      assert.deepEqual([...professor.faults, ...student.faults], []);
    } finally {
      // Whoever stays in the room is asked about a second device next time.
      await professor.browserContext().close();
      await student.browserContext().close();
    }
  });
}
