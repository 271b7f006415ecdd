// The teacher's browser dies in the middle of something: a few seconds later the phone leads the class, from where it was.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { chromium } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { hereMs } from './support/machine.mjs';
import { makeQuiz, startQuiz } from './support/quiz.mjs';
import { Server } from './support/server.mjs';
import {
  button, chat, closePanel, enter, inRoom, openPage, openTool, openToolOnPhone, press, say, saying, signIn,
} from './support/ui.mjs';
import { until } from './support/until.mjs';

const LIMIT_MS = 5_000;
const ROOT = path.resolve(import.meta.dirname, '../..');
const PYTHON = process.env.EDUFORUM_PYTHON ?? path.join(ROOT, '.venv/bin/python');
const NOTE = '.note-text';

let server, chrome, session, student, phone, desk;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  const token = await server.signIn('professor');
  session = await server.newSession('Taken over', { start: false });
  await makeQuiz(server, token, session, [['1', { kind: 'true_false', text: 'Rawls wrote it.', answer: true }]]);
  await server.call('POST', `/sessions/${session.id}/start`, { token });
  phone = await openPage(chrome, server.url, { width: 390, height: 844, colour: COLOURS.student4 });
  await signIn(phone, 'professor');
  student = await openPage(chrome, server.url, { colour: COLOURS.student1 });
  await signIn(student, 'student1');
  await enter(student, session.id);
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

beforeEach(async () => {
  desk = await openPage(chrome, server.url, { colour: COLOURS.professor });
  await signIn(desk, 'professor');
  await enter(desk, session.id);
});

afterEach(async () => {
  await phone.goto('about:blank');
  await desk.browserContext().close();
  await closePanel(student);
});

/** The page dies as it is, and the person goes to the phone. Answers how long it took until they are in as host. */
async function die() {
  const devtools = await desk.createCDPSession();
  void devtools.send('Page.crash').catch(() => {});
  await until('the class is held without its teacher', () =>
    student.evaluate(() => document.body.textContent.includes('The professor is reconnecting')),
  );
  const started = performance.now();
  await phone.goto(`${server.url}/sessions/${session.id}`, { waitUntil: 'domcontentloaded' });
  await phone.locator(button('Join')).click();
  await inRoom(phone);
  const took = performance.now() - started;
  const limit = await hereMs(LIMIT_MS);
  assert.ok(took < limit, `back after ${Math.round(took)} ms, of ${Math.round(limit)}`);
}

/** A PDF of three blank pages. */
async function threePages() {
  const file = path.join(server.data, 'three.pdf');
  const lines = ['import sys, pypdf', 'w = pypdf.PdfWriter()', 'for _ in range(3): w.add_blank_page(960, 540)', 'w.write(sys.argv[1])'];
  await promisify(execFile)(PYTHON, ['-c', lines.join('\n'), file]);
  return file;
}

const reads = (page, words) =>
  until(`the note has ${words}`, async () => (await page.$(NOTE))?.evaluate((field, wanted) => field.value.includes(wanted), words));

const hasNote = (page, words) => page.waitForSelector(`.board-svg [data-id][aria-label*="${words}"]`);

describe('a teacher whose browser dies goes on with a phone', () => {
  test('in the chat, with what was said', async () => {
    await openTool(desk, 'Chat');
    await say(desk, 'Before it went dark.');
    await until('it is said', async () => (await chat(desk)).includes('Before it went dark.'));

    await die();

    await press(phone, saying('Chat', '.bottom'));
    await until('it is there', async () => (await chat(phone)).includes('Before it went dark.'));
  });

  test('with the hands that are up', async () => {
    await press(student, saying('Raise hand', '.bottom'));
    await desk.waitForSelector('.hands-cell');

    await die();

    await openToolOnPhone(phone, 'People');
    await press(phone, 'aside.panel ::-p-xpath(.//button[starts-with(@aria-label, "Give the floor to")])');
    await student.waitForSelector('::-p-text(You have the floor)');
    await press(student, saying('I am done'));
  });

  test('with a poll under way', async () => {
    await openTool(desk, 'Poll');
    await press(desk, saying('Quick poll', 'aside.panel'));
    await press(desk, saying('Start poll', 'dialog'));
    await press(student, '.poll-form ::-p-xpath(.//label[contains(., "Yes")])');
    await press(student, '.poll-form button[type="submit"]');

    await die();

    await openToolOnPhone(phone, 'Poll');
    await press(phone, saying('End poll', 'aside.panel'));
    await student.waitForSelector('aside.panel .poll-bars');
  });

  test('with a quiz under way', async () => {
    await openTool(desk, 'Quiz');
    await press(desk, saying('Open', 'aside.panel'));
    await startQuiz(student);

    await die();

    await openToolOnPhone(phone, 'Quiz');
    await phone.waitForSelector('aside.panel ::-p-text(0 of 1 submitted)');
    await press(student, saying('Submit', 'aside.panel'));
    await press(student, saying('Submit', 'dialog'));
    await phone.waitForSelector('aside.panel ::-p-text(1 of 1 submitted)');
  });

  test('with groups that are at work', async () => {
    await openTool(desk, 'Breakouts');
    await press(desk, saying('Draw groups', 'aside.panel'));
    await press(desk, saying('Open 1 group', 'aside.panel'));
    await student.waitForSelector('.group-card');

    await die();

    await openToolOnPhone(phone, 'Breakouts');
    await press(phone, saying('Call everyone back', 'aside.panel'));
    await press(phone, saying('Bring everyone back now', 'aside.panel'));
    await student.waitForFunction(() => document.querySelector('.group-card') === null);
  });

  test('with the board, think time that goes on, and a debate', async () => {
    const token = await server.signIn('professor');
    await press(desk, saying('Board', '.bottom'));
    await desk.waitForSelector('.board-tools');
    await press(desk, saying('Note', '.board-tools'));
    const { x, y } = await desk.$eval('.board-canvas', (element) => element.getBoundingClientRect().toJSON());
    await desk.mouse.click(x + 200, y + 200);
    await desk.waitForSelector('.board-text');
    await desk.keyboard.type('Drawn before it went dark');
    await press(student, saying('Board', '.bottom'));
    await hasNote(student, 'Drawn before it went dark');
    await press(student, saying('Board', '.bottom'));
    await openTool(desk, 'Discuss');
    await desk.locator('aside.panel textarea').fill('Who sets the rate?');
    await press(desk, saying('Start think time', 'aside.panel'));
    await student.waitForSelector('.stage-notice ::-p-text(Who sets the rate?)');
    const motion = { session_id: session.id, motion: 'A basic income for everybody', seconds: 300 };
    await server.call('POST', '/learning/debates', { token, body: motion });
    await desk.waitForSelector('aside.panel ::-p-text(A basic income for everybody)');

    await die();

    await openToolOnPhone(phone, 'Discuss');
    await press(phone, saying('Show now', 'aside.panel'));
    await press(phone, saying('Finish', 'aside.panel'));
    await press(phone, saying('Open the vote before', 'aside.panel'));
    await openTool(student, 'Discuss');
    await student.waitForSelector('aside.panel ::-p-text(Your view before the debate)');
    await closePanel(phone);
    await press(phone, saying('More', '.bottom'));
    await press(phone, '.bottom ::-p-xpath(.//button[starts-with(normalize-space(.), "Board")])');
    await hasNote(phone, 'Drawn before it went dark');
  });

  test('with the slides at their page, the notes, and what the class asks', async () => {
    const asker = await server.signIn('student1');
    await server.call('POST', `/sessions/${session.id}/questions`, { token: asker, body: { text: 'Why a veil?' } });
    await press(desk, saying('Slides', '.bottom'));
    await desk.waitForSelector('.deck-drop');
    await (await desk.$('.deck-drop input[type=file]')).uploadFile(await threePages());
    await desk.waitForSelector('.slide-paper canvas');
    await desk.keyboard.press('PageDown');
    await desk.waitForSelector('.slides .stage-ctl ::-p-text(2 / 3)');
    await openTool(desk, 'Notes');
    await desk.waitForSelector(`${NOTE}:not([readonly])`);
    await desk.type(NOTE, 'The rate is theirs.');
    await openTool(student, 'Notes');
    await reads(student, 'The rate is theirs.');

    await die();

    await phone.waitForSelector('.slides ::-p-text(2 / 3)');
    await phone.keyboard.press('PageDown');
    await student.waitForSelector('.slides .stage-ctl ::-p-text(3 / 3)');
    await openToolOnPhone(phone, 'Notes');
    await reads(phone, 'The rate is theirs.');
    await closePanel(phone);
    await openToolOnPhone(phone, 'Questions');
    await phone.waitForSelector('aside.panel ::-p-text(Why a veil?)');
    await press(phone, saying('More', 'aside.panel'));
    await press(phone, saying('Answered in class', '[role="menu"]'));
    await phone.waitForSelector('aside.panel ::-p-text(Answered in class by)');
  });
});
