// Taking part, as a class sees it: who speaks, writes and raises a hand is seen by who teaches and by themselves, never on a
// screen that is shared, and by nobody else.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { crowd } from './support/crowd.mjs';
import { tabTo } from './support/keyboard.mjs';
import { Server } from './support/server.mjs';
import { enter, openPage, press, say, saying, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const SPEAKS = spawnSync('espeak-ng', ['--version']).status === 0;
/** The demo's first student. */
const SPEAKER = '이하은';

let server, chrome, talking, folder, professor, student;

before(async () => {
  server = await Server.start();
  folder = await mkdtemp(path.join(tmpdir(), 'eduforum-speech-'));
  const args = [];
  if (SPEAKS) {
    const speech = path.join(folder, 'speech.wav');
    const text = 'I think the second premise is doing all of the work in this argument, and nobody has defended it yet.';
    execFileSync('espeak-ng', ['-v', 'en-us', '-w', speech, text]);
    args.push(`--use-file-for-fake-audio-capture=${speech}`);
  }
  [chrome, talking] = await Promise.all([chromium(), chromium({ args })]);
  const session = await server.newSession('Taking part');
  const tokens = await Promise.all(['student2', 'student3'].map((person) => server.signIn(person)));
  await crowd(chrome, server.url, await Promise.all(tokens.map((token) => server.call('POST', `/sessions/${session.id}/join`, { token }))));
  professor = await openPage(chrome, server.url, { width: 1440, height: 900, camera: [320, 180] });
  student = await openPage(talking, server.url, { width: 390, height: 844, camera: [320, 180], frames: true });
  await Promise.all([[professor, 'professor'], [student, 'student1']].map(async ([page, person]) => {
    await signIn(page, person);
    await enter(page, session.id);
  }));
});

after(async () => {
  await chrome?.close();
  await talking?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A person's row by the words at the head of its columns. */
const row = (name) =>
  professor.evaluate((wanted) => {
    const table = document.querySelector('.dashcard table');
    const heads = [...(table?.querySelectorAll('thead th') ?? [])].map((cell) => cell.textContent);
    const found = [...(table?.querySelectorAll('tbody tr') ?? [])].find((each) => each.querySelector('th').textContent.includes(wanted));
    if (!found) return null;
    const [, ...names] = heads;
    return Object.fromEntries([...found.querySelectorAll('td')].slice(0, names.length).map((cell, at) => [names[at], cell.textContent]));
  }, name);
const shows = (name, column, text) => until(`${column} of ${name} is ${text}`, async () => (await row(name))?.[column] === text);

test('who teaches sees on the strip who has not spoken, and everybody by one key', async () => {
  await professor.waitForSelector('.desk ::-p-text(Not yet spoken)');
  await professor.keyboard.press('i');
  await professor.waitForSelector('.dashcard tbody tr');
  await shows(SPEAKER, 'Text', '0');
  assert.equal((await professor.$$('.dashcard tbody tr')).length, 3);
});

test('what a student writes and raises is counted there, each by itself', async () => {
  await press(student, '.bottom button[aria-label="Chat"]');
  await say(student, 'A counterexample.');
  await shows(SPEAKER, 'Text', '1');
  await student.keyboard.press('Escape');
  await press(student, saying('Raise hand', '.bottom'));
  await shows(SPEAKER, 'Hands', '1');
});

test('what is spoken is heard by the server and stands by the name', { skip: !SPEAKS && 'espeak-ng is not installed' }, async () => {
  await until('talk time is seen', async () => /^\d+:\d\d$/.test((await row(SPEAKER))?.['Talk time']?.trim() ?? ''), 30_000);
  await press(professor, '.dashcard .seg ::-p-xpath(.//button[starts-with(., "Not spoken")])');
  await until('who has spoken is not among those who have not', async () => (await row(SPEAKER)) === null);
  await press(professor, '.dashcard .seg ::-p-xpath(.//button[starts-with(., "All")])');
});

test('the table is gone through without a mouse', async () => {
  await tabTo(professor, 'Text');
  await professor.keyboard.press('Enter');
  assert.equal(await professor.$eval('.dashcard th[aria-sort]', (head) => head.textContent), 'Text');
  const first = await professor.$eval('.dashcard tbody th', (head) => head.textContent);
  assert.ok(first.includes(SPEAKER), first);
});

test('a student sees their own figures and is sent nothing of others', async () => {
  // A ring that follows a voice never comes to rest.
  for (const page of [student, professor]) await page.keyboard.press('m');
  await press(student, saying('More', '.bottom'));
  await press(student, '.bottom ::-p-xpath(.//button[starts-with(normalize-space(.), "Insights")])');
  await student.waitForSelector('.own-figures');
  await until('the student sees their own', async () => (await student.$eval('.own-figures', (all) => all.textContent)).includes('Messages1'));
  assert.equal(await student.$('.dashcard'), null);
  for (const page of [student, professor]) assert.deepEqual(await axeFaults(page), []);
  const frames = await student.evaluate(() => window.frames.map(([, text]) => text));
  assert.ok(frames.some((text) => text.includes('participation:own')));
  assert.ok(!frames.some((text) => text.includes('participation:class')));
});

test('a shared screen shows neither names nor bars', async () => {
  await professor.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
      canvas.getContext('2d').fillRect(0, 0, 320, 180);
      return canvas.captureStream(5);
    };
  });
  await press(professor, saying('Share screen', '.bottom'));
  await professor.waitForSelector('.stage ::-p-text(Hidden while you share your screen)');
  assert.equal(await professor.$('.dashcard'), null);
  assert.equal(await professor.$('aside.panel .avatar'), null);
  assert.equal(await professor.$('.unspoken-cell'), null);
  await press(professor, saying('Stop sharing', '.bottom'));
  await professor.waitForSelector('.dashcard tbody tr');
  assert.deepEqual([...professor.faults, ...student.faults], []);
});
