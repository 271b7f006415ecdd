// The gradebook in a real browser: a professor pastes a block, takes it back, does it again and releases it; a student
// sees their own and what would be if.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, look } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

let server, chrome, course, token;

before(async () => {
  [server, chrome] = await Promise.all([Server.start(), chromium()]);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  const book = `/courses/${course.id}/gradebook`;
  const category = await server.call('POST', `${book}/categories`, { token, body: { title: '에세이', weight: '100' } });
  for (const title of ['1차 에세이', '2차 에세이', '3차 에세이']) {
    const body = { title, points: '20', category_id: category.id };
    await server.call('POST', `${book}/columns`, { token, body });
  }
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

/** A page of the course's grades. */
async function grades(person, language, theme) {
  const page = await openPage(chrome, server.url, {
    storage: { 'eduforum.language': language, 'eduforum.theme': theme },
  });
  await signIn(page, person);
  await page.goto(`${server.url}/courses/${course.id}/grades`);
  return page;
}

/** What stands in the first rows of a column. */
const column = (page, col, rows) =>
  page.$$eval(`.gb-row [data-col="${col}"]`, (cells) => cells.map((cell) => cell.textContent)).then((all) => all.slice(0, rows));

const reads = (page, col, texts) =>
  page.waitForFunction(
    (where, wanted) => {
      const cells = [...document.querySelectorAll(`.gb-row [data-col="${where}"]`)].slice(0, wanted.length);
      return JSON.stringify(cells.map((cell) => cell.textContent)) === JSON.stringify(wanted);
    },
    {},
    col,
    texts,
  );

test('a professor works as in a spreadsheet, and a student sees what is released', async () => {
  const page = await grades('professor', 'ko', 'light');
  await page.waitForSelector('.gb');
  await page.focus('.gb');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '15\t18\n미제출\t12.5\n');
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
  });
  await reads(page, 0, ['15', '미제출']);
  await reads(page, 1, ['18', '12.5']);

  await page.keyboard.down('Control');
  await page.keyboard.press('z');
  await reads(page, 0, ['', '']);
  await page.keyboard.press('y');
  await page.keyboard.up('Control');
  await reads(page, 0, ['15', '미제출']);

  // Typing replaces, Enter goes down, F2 keeps what was there, Escape lets it be.
  await page.keyboard.type('16');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F2');
  await page.keyboard.type('9');
  await page.keyboard.press('Escape');
  await reads(page, 0, ['16', '미제출']);
  await page.waitForFunction(() => document.querySelector('.gb-td[data-wait]') === null);
  await look(page, FOLDER, 'gradebook-ko-light');
  await page.setViewport({ width: 1440, height: 900 });

  await press(page, saying('성적 공개하기'));
  await press(page, saying('모두 공개', 'dialog'));
  await page.select('dialog select', 'letter');
  await look(page, FOLDER, 'gradebook-release-ko-light');
  await page.setViewport({ width: 1440, height: 900 });
  await press(page, saying('성적 공개하기', 'dialog'));
  await page.waitForFunction(() => document.querySelector('dialog[open]') === null);
  assert.deepEqual(page.faults, []);

  const book = await server.call('GET', `/courses/${course.id}/gradebook`, { token });
  assert.deepEqual(book.columns.map((one) => one.published), [true, true, true]);
  assert.equal(book.students[0].cells[0].points, '16');
  assert.deepEqual(await column(page, 1, 2), ['18', '12.5']);
  const row = book.students.findIndex((one) => one.email === 'student1@eduforum.test');
  const mine = book.students[row];
  const entry = { column_id: book.columns[2].id, student_id: mine.id, version: 0, put: 'score', points: '11' };
  await server.call('PATCH', `/courses/${course.id}/gradebook/cells`, { token, body: { entries: [entry] } });
  await page.browserContext().close();

  const student = await grades('student1', 'en', 'dark');
  await student.waitForSelector('.my-grades');
  await look(student, FOLDER, 'my-grades-en-dark');
  await press(student, saying('What if'));
  await student.waitForSelector('.my-grades input');
  for (const field of await student.$$('.my-grades input')) await field.type('20');
  await student.waitForFunction(() => document.querySelector('.my-total dd').textContent === '100.00');
  await press(student, saying('Back to my grades'));
  await press(student, saying('How it is reckoned'));
  await student.waitForSelector('dialog .derivation .line');
  await look(student, FOLDER, 'my-derivation-en-dark');
  assert.deepEqual(student.faults, []);
  const others = book.students.filter((one) => one.id !== mine.id).map((one) => one.name);
  const seen = await student.evaluate(() => document.body.textContent);
  assert.deepEqual(others.filter((name) => seen.includes(name)), []);
});
