// After class: the session's page is its record, with everything for who teaches and with their own part for students.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { crowd } from './support/crowd.mjs';
import { framesOf } from './support/frames.mjs';
import { Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

/** The demo's second student. */
const OTHER = 'Emma Clark';

let server, chrome, session;

before(async () => {
  [server, chrome] = await Promise.all([Server.start(), chromium()]);
  session = await server.newSession('Veil and difference');
  const [professor, ...students] = await Promise.all(['professor', 'student1', 'student2'].map((person) => server.signIn(person)));
  const tickets = await Promise.all(students.map((token) => server.call('POST', `/sessions/${session.id}/join`, { token })));
  await crowd(chrome, server.url, tickets);
  const learning = (token, path, body) =>
    server.call('POST', `/learning${path}`, { token, body: { session_id: session.id, ...body } });
  const shown = { kind: 'single', question: 'Which society?', options: ['The mean', 'The floor'], names: 'hidden', results: 'close' };
  for (const content of [shown, { ...shown, question: 'For the teacher alone?', results: 'staff' }]) {
    const { poll } = await learning(professor, '/polls', { content });
    await learning(students[0], `/polls/${poll}/vote`, { round: 1, ballot: { choices: [1] } });
    await learning(professor, `/polls/${poll}/close`, {});
  }
  await server.call('POST', `/sessions/${session.id}/questions`, { token: students[0], body: { text: 'Why a veil?', anonymous: true } });
  await server.call('POST', `/sessions/${session.id}/end`, { token: professor });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

async function come(person, size) {
  const page = await openPage(chrome, server.url, { ...size, frames: true });
  await signIn(page, person);
  return page;
}

/** What the polls come to, by their questions. */
const polls = (page) =>
  page.$$eval('.record-poll', (cards) => cards.map((card) => [card.querySelector('h3').textContent, card.textContent.includes('100%')]));

test('a link to the session leads who teaches to all of it', async () => {
  const page = await come('professor', { width: 1440, height: 900 });
  await page.goto(`${server.url}/sessions/${session.id}`);
  await page.waitForSelector('.record h1 ::-p-text(Veil and difference)');
  assert.equal(new URL(page.url()).pathname, `/sessions/${session.id}/record`);
  await page.waitForSelector('.record-poll .poll-bar');
  await page.waitForSelector('.questions');
  const heads = await page.$$eval('.record h2', (all) => all.map((head) => head.textContent));
  assert.deepEqual(heads, ['Who spoke when', 'What happened', 'Attendance', 'Poll results', 'Question board']);
  const [attendance] = await page.$$eval('.figures > div', (all) => all.map((each) => each.textContent));
  assert.match(attendance, /^Attendance2 \/ \d+$/);
  assert.ok((await page.$$('.track[data-kind="presence"] i')).length >= 2);
  assert.deepEqual((await polls(page)).map(([, seen]) => seen), [true, true]);
  assert.deepEqual(await axeFaults(page), []);
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});

test('a student has their own part on a phone, and is sent nothing of what others did', async () => {
  const page = await come('student1', { width: 390, height: 844 });
  await page.goto(`${server.url}/courses/${session.course_id}`);
  await press(page, `::-p-xpath(.//a[starts-with(normalize-space(.), "Record")][contains(., "Veil and difference")])`);
  await page.waitForSelector('.record-poll .poll-bar');
  await page.waitForSelector('.questions');
  assert.deepEqual(await polls(page), [['Which society?', true], ['For the teacher alone?', false]]);
  const heads = await page.$$eval('.record h2', (all) => all.map((head) => head.textContent));
  assert.deepEqual(heads, ['When you spoke', 'What happened', 'Poll results', 'Question board']);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px too wide`);
  assert.deepEqual(await axeFaults(page), []);
  const frames = (await framesOf(page)).map(({ text }) => text);
  assert.ok(!frames.some((text) => text.includes(OTHER) || text.includes('quiet_since')), 'others are in a frame');
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});

test('whoever is in the room when it ends finds the record there', async () => {
  const next = await server.newSession('The week after');
  const page = await come('student2', { width: 1024, height: 768 });
  await page.goto(`${server.url}/sessions/${next.id}/record`);
  await page.waitForFunction((id) => location.pathname === `/sessions/${id}`, {}, next.id);
  // That there is none yet was an error to the browser.
  page.faults.length = 0;
  await press(page, saying('Join'));
  await page.waitForFunction(() => location.pathname.endsWith('/room'));
  await page.waitForSelector('.room .bottom [role="group"]');
  await server.call('POST', `/sessions/${next.id}/end`, { token: await server.signIn('professor') });
  await press(page, '::-p-xpath(.//a[normalize-space(.)="Session record"])');
  await page.waitForSelector('.record ::-p-text(No tool was used in this class.)');
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});
