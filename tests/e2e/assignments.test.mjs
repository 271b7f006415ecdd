// A course hands out slides and asks for an essay: uploads that a dead server does not cost, a late hand-in and another, and a
// grader who never touches the mouse.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

const HOUR_MS = 3_600_000;

let server, chrome, folder, course, assignment;

before(async () => {
  [server, chrome] = await Promise.all([Server.start(), chromium()]);
  folder = await mkdtemp(path.join(tmpdir(), 'eduforum-files-'));
  const token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  // Due an hour ago, which the page for setting one does not offer.
  assignment = await server.call('POST', `/courses/${course.id}/assignments`, {
    token,
    body: {
      title: 'Essay 3: Is maximin rational?',
      instructions: 'Take a position and meet one objection.',
      opens_at: new Date(Date.now() - 48 * HOUR_MS).toISOString(),
      due_at: new Date(Date.now() - HOUR_MS).toISOString(),
      time_zone: 'Asia/Seoul',
      published: true,
      late_policy: { percent: '10', last_day: 7 },
      rubric: ['Thesis', 'Argument', 'Writing'].map((title) => ({
        title,
        levels: ['1', '2', '3', '4', '5'].map((points) => ({ points })),
      })),
    },
  });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function come(person, where, size = { width: 1440, height: 900 }) {
  const page = await openPage(chrome, server.url, size);
  await signIn(page, person);
  await page.goto(`${server.url}/courses/${course.id}/${where}`);
  return page;
}

const fill = (page, label, text) => page.locator(`::-p-aria([name="${label}"])`).fill(text);

test('a professor uploads slides, which a server that dies meanwhile does not cost', async () => {
  const name = '7주차 원초적 입장과 무지의 베일.txt';
  await writeFile(path.join(folder, name), 'veil '.repeat(2_000_000));
  const page = await come('professor', 'content');
  await page.waitForSelector('.state h2 ::-p-text(No content yet)');
  const field = await page.$('input[type="file"]');
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  await field.uploadFile(path.join(folder, name));
  await sent;
  await server.kill('SIGKILL');
  await page.waitForSelector('::-p-text(it goes on by itself)');
  await server.launch();
  await page.waitForSelector(`.list ::-p-xpath(.//button[.="${name}"])`);
  // That the server was away was an error to the browser.
  page.faults.length = 0;
  assert.deepEqual(await axeFaults(page), []);
  await press(page, saying(`Options for ${name}`));
  await press(page, saying('Delete'));
  await page.waitForFunction((file) => !document.querySelector('.list')?.textContent.includes(file), {}, name);
  await press(page, saying('Undo'));
  await page.waitForSelector(`.list ::-p-xpath(.//button[.="${name}"])`);
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});

test('a professor sets an assignment with a rubric', async () => {
  const page = await come('professor', 'assignments');
  await press(page, saying('New assignment'));
  await fill(page, 'Title', 'Essay 4');
  await fill(page, 'Rubric', 'Thesis: 1, 2, 3\nArgument: 1, 2.5');
  assert.deepEqual(await axeFaults(page), []);
  await press(page, saying('Set it'));
  await press(page, '::-p-xpath(.//a[.="Essay 4"])');
  await page.waitForSelector('.assignment ::-p-text(5.5 points)');
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});

test('a student hands in late, from a phone, and hands in again', async () => {
  const page = await come('student1', `assignments/${assignment.id}`, { width: 390, height: 844 });
  await fill(page, 'Your answer', 'Maximin is a rule for one choice.');
  await page.reload();
  const answer = await page.waitForSelector('textarea');
  assert.equal(await answer.evaluate((element) => element.value), 'Maximin is a rule for one choice.');
  await press(page, saying('Hand in'));
  await page.waitForSelector('.assignment-receipt ::-p-text(Late by 1 h)');
  await page.waitForSelector('.assignment-receipt ::-p-text(Receipt )');
  // On a phone what is said in passing lies over what is below.
  await page.waitForSelector('.toast', { hidden: true });
  await fill(page, 'Your answer', 'Maximin is what nobody has reason to refuse.');
  await press(page, saying('Hand in again'));
  await page.waitForSelector('.assignment-receipt ::-p-text(Version 2)');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px too wide`);
  assert.deepEqual(await axeFaults(page), []);
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});

test('an assistant grades by keyboard, and the student sees it once it is released', async () => {
  const page = await come('ta', `assignments/${assignment.id}/grading`);
  await page.waitForSelector('.g-ans ::-p-text(nobody has reason to refuse)');
  for (const key of ['5', '4', '3']) await page.keyboard.press(key);
  await page.waitForFunction(() => document.querySelector('.g-total b').textContent === '12');
  await page.keyboard.press('j');
  await page.waitForSelector('header ::-p-text(1 of 1 graded)');
  assert.deepEqual(await axeFaults(page), []);
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();

  const professor = await come('professor', `assignments/${assignment.id}`);
  await press(professor, saying('Release results'));
  await professor.waitForSelector(saying('Hide results'));
  await professor.browserContext().close();
  const student = await come('student1', `assignments/${assignment.id}`);
  await student.waitForSelector('.note ::-p-text(10.5 of 15 points)');
  assert.deepEqual(await axeFaults(student), []);
  await student.browserContext().close();
});
