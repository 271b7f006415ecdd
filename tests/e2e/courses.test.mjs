// The beginning of a professor's term in a real browser: a course by copying another, a roster with three faulty lines, a
// weekly series, a calendar to subscribe to.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, look as lookAt } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

const DIALOG = 'dialog[open]';

const WORDS = {
  en: {
    options: 'Course options', copy: 'Copy course …', semester: 'Semester', goCopy: 'Copy course', import: 'Import',
    faulty: '3 lines are faulty', importing: 'Import 2 people', imported: '2 expected', plan: 'Plan weekly', topic: 'Topic',
    days: ['Tuesday', 'Thursday'], count: 'After a number', number: 'Number of sessions', make: 'Make 6 sessions',
    make5: 'Make 5 sessions', planned5: 'Planned 5 sessions',
    subscribe: 'Subscribe', link: 'Make a link', once: 'The link is shown this once. Copy it now.', archive: 'Archive',
    archived: 'This course is archived: everything can be read and nothing changes.', undo: 'Undo',
  },
  ko: {
    options: '과목 더 보기', copy: '과목 복사하기…', semester: '학기', goCopy: '과목 복사하기', import: '가져오기',
    faulty: '잘못된 줄이 3개 있어요', importing: '2명 가져오기', imported: '들어올 사람 2명', plan: '매주 수업 잡기', topic: '주제',
    days: ['화요일', '목요일'], count: '횟수만큼', number: '수업 횟수', make: '수업 6회 만들기',
    make5: '수업 5회 만들기', planned5: '수업 5회를 잡았어요', subscribe: '일정 구독',
    link: '링크 만들기', once: '링크는 지금 한 번만 보여요. 복사해 두세요.', archive: '보관하기',
    archived: '보관한 과목이에요. 읽을 수만 있고 바뀌지 않아요.', undo: '되돌리기',
  },
};

const ROSTER = [
  '학번,이름,이메일,분반',
  '0012,김하은,haeun@hanul.example,01',
  '2.02E+09,이도윤,doyun@hanul.example,01',
  '0014,,seoyeon@hanul.example,02',
  '0015,황보아름솔,no-address,02',
  '0016,Maximilian Featherstonehaugh-Lindqvist,,02',
  '',
].join('\r\n');

let server, chrome, folder;

before(async () => {
  [server, chrome, folder] = await Promise.all([
    Server.start(),
    chromium(),
    mkdtemp(path.join(tmpdir(), 'eduforum-roster-')),
  ]);
  await writeFile(path.join(folder, 'roster.csv'), ROSTER);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

for (const [language, theme] of [['en', 'light'], ['ko', 'dark']]) {
  describe(`the beginning of a term in ${language}, ${theme}`, () => {
    const words = WORDS[language];
    let page, course;
    const says = (text) => page.waitForSelector(`::-p-xpath(//*[contains(normalize-space(.), "${text}")])`);
    const field = (label) => page.locator(`${DIALOG} ::-p-aria([name="${label}"])`);
    /** The button of the dialog says so, as soon as the server has said what would come of it. */
    const offers = (text) =>
      page.waitForFunction((dialog, words) =>
        [...document.querySelectorAll(`${dialog} button`)].some((button) => button.textContent.trim() === words),
      {}, DIALOG, text);
    const closed = () => page.waitForFunction((dialog) => document.querySelector(dialog) === null, {}, DIALOG);
    /** Looks at every width, and goes on at a large one. */
    const look = async (...pictured) => {
      await lookAt(...pictured);
      await page.setViewport({ width: 1280, height: 1000 });
    };
    const name = (screen) => `${screen}-${language}-${theme}`;

    before(async () => {
      page = await openPage(chrome, server.url, { storage: { 'eduforum.language': language, 'eduforum.theme': theme } });
      await signIn(page, 'professor');
      const token = await server.signIn('professor');
      const courses = await server.call('GET', '/courses', { token });
      await page.goto(`${server.url}/courses/${courses.at(-1).id}`);
    });

    after(() => page.browserContext().close());

    test('a course is made by copying another', async () => {
      const from = page.url();
      await press(page, saying(words.options));
      await press(page, saying(words.copy));
      await field(words.semester).fill('2027-1');
      await look(page, FOLDER, name('course-copy'));
      await press(page, saying(words.goCopy, DIALOG));
      await page.waitForFunction((before) => location.href !== before, {}, from);
      await closed();
      course = page.url();
      await says('2027-1');
    });

    test('a roster with three faulty lines is put right by leaving them out', async () => {
      await page.goto(`${course}/people`);
      await press(page, saying(words.import));
      const file = await page.waitForSelector(`${DIALOG} input[type="file"]`);
      await file.uploadFile(path.join(folder, 'roster.csv'));
      await says(words.faulty);
      await look(page, FOLDER, name('roster-import'));
      const keep = await page.waitForSelector(`${DIALOG} input[type="checkbox"]`);
      await keep.click();
      await press(page, saying(words.importing, DIALOG));
      await says(words.imported);
      await closed();
      await says('Maximilian Featherstonehaugh-Lindqvist');
      await look(page, FOLDER, name('roster'));
    });

    test('a weekly series is planned, with one day left out', async () => {
      await page.goto(course);
      await press(page, saying(words.plan));
      await field(words.topic).fill('정의론과 무지의 베일');
      for (const day of words.days) await press(page, saying(day, DIALOG));
      await press(page, saying(words.count, DIALOG));
      await field(words.number).fill('6');
      await offers(words.make);
      await press(page, `${DIALOG} .meeting-list li:last-child button`);
      await offers(words.make5);
      await look(page, FOLDER, name('series'));
      await press(page, saying(words.make5, DIALOG));
      await says(words.planned5);
      await closed();
      await page.waitForFunction(() => document.querySelectorAll('.session-row').length === 6);
      await look(page, FOLDER, name('course-sessions'));
    });

    test('its calendar has a secret link', async () => {
      await press(page, saying(words.subscribe));
      await press(page, saying(words.link, DIALOG));
      await says(words.once);
      await look(page, FOLDER, name('calendar'));
      const url = await page.$eval(`${DIALOG} input[readonly]`, (input) => input.value);
      const answer = await fetch(url);
      assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
      assert.equal((await answer.text()).match(/BEGIN:VEVENT/g).length, 6);
      await page.keyboard.press('Escape');
      await closed();
    });

    test('it is archived, and taken out again by undoing that', async () => {
      await press(page, saying(words.options));
      await press(page, saying(words.archive));
      await says(words.archived);
      // The newest notice is the last.
      await press(page, `::-p-xpath((//button[normalize-space(.)="${words.undo}"])[last()])`);
      await page.waitForSelector(saying(words.plan));
      assert.deepEqual(page.faults, []);
    });
  });
}
