// Slides and shared notes in real browsers: everybody is at the presenter's page, and writes in one text.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { makeDeck } from './support/deck.mjs';
import { look } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { enter, inRoom, openPage, openTool, press, saying, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const FOLDER = process.env.EDUFORUM_SCREENS;
const SMALL = { camera: [320, 180] };

let server, chrome, session, deck;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  session = await server.newSession('정의론과 무지의 베일');
  deck = await makeDeck(server, '7회차 최소극대화 원칙.pdf');
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

async function come(person, context = {}) {
  const page = await openPage(chrome, server.url, { ...SMALL, ...context });
  await signIn(page, person);
  await enter(page, session.id);
  return page;
}

const isAt = (page, number) =>
  until(`somebody is at page ${number}`, async () =>
    (await page.$('.slides .stage-ctl .num'))?.evaluate((element, wanted) => element.textContent.startsWith(`${wanted} /`), number),
  );

/** The colour of a place of the page, in shares of its width and height. */
const colourAt = (page, x, y) =>
  page.evaluate(
    (x, y) => {
      const canvas = document.querySelector('.slide-paper canvas');
      if (canvas === null) return null;
      const at = [Math.floor(canvas.width * x), Math.floor(canvas.height * y)];
      return [...canvas.getContext('2d').getImageData(...at, 1, 1).data.slice(0, 3)].join();
    },
    x,
    y,
  );

const isColoured = (page, x, y, colour) =>
  until(`${x}, ${y} is ${colour}`, async () => (await colourAt(page, x, y)) === colour);

/** How many places of the page are dark, between two shares of its height. */
const ink = (page, top, bottom) =>
  page.evaluate(
    (top, bottom) => {
      const canvas = document.querySelector('.slide-paper canvas');
      const part = [0, canvas.height * top, canvas.width, canvas.height * (bottom - top)].map(Math.floor);
      const { data } = canvas.getContext('2d').getImageData(...part);
      let dark = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] < 100) dark += 1;
      return dark;
    },
    top,
    bottom,
  );

async function present(professor, choose = 'Choose a PDF', slides = 'Slides') {
  await press(professor, saying(slides, '.bottom'));
  await professor.waitForSelector(`.deck-drop ::-p-xpath(.//button[contains(., "${choose}")])`);
  await (await professor.$('.deck-drop input[type=file]')).uploadFile(deck);
  await professor.waitForSelector('.slide-paper canvas');
}

describe('slides', () => {
  test('are where the presenter is, also for who leafs, comes back or reads by ear', async () => {
    const professor = await come('professor');
    const student = await come('student1');
    assert.equal(await student.$(saying('Slides', '.bottom')), null);
    await present(professor);
    await student.waitForSelector('.slide-paper canvas');
    await isColoured(student, 0.19, 0.4, '194,43,49');
    await student.waitForSelector('.slide-page .sr ::-p-text(최소극대화 원칙)');

    await professor.keyboard.press('ArrowRight');
    await isAt(student, 2);
    await until('Hangul of a font that is only named is drawn', async () => (await ink(student, 0.14, 0.26)) > 300);
    await until('so is a standard font', async () => (await ink(student, 0.3, 0.4)) > 300);
    await professor.keyboard.press('PageDown');
    await isAt(student, 3);
    await isColoured(student, 0.5, 0.5, '0,0,0');

    await student.keyboard.press('ArrowLeft');
    await isAt(student, 2);
    await professor.keyboard.press('End');
    await isAt(professor, 21);
    await press(student, saying('Back to page 21', '.slides-own'));
    await isAt(student, 21);

    await professor.keyboard.press('Home');
    await isAt(student, 1);
    await press(professor, saying('Laser pointer', '.stage-ctl'));
    const box = await professor.$eval('.slide-page', (element) => element.getBoundingClientRect().toJSON());
    await professor.mouse.move(box.x + box.width / 2, box.y + box.height / 4, { steps: 5 });
    const spot = await student.waitForSelector('.slide-laser');
    await until('the laser is there', () => spot.evaluate((element) => element.style.left.startsWith('50')));

    await press(professor, saying('All pages', '.stage-ctl'));
    await press(professor, '.slide-thumbs button[aria-label="Page 3 of 21"]');
    await isAt(student, 3);
    await student.reload();
    await inRoom(student);
    await isAt(student, 3);

    await press(professor, saying('More about the slides', '.stage-ctl'));
    await press(professor, saying('Stop presenting', '.stage-ctl'));
    await student.waitForSelector('.slides', { hidden: true });
    assert.deepEqual([...professor.faults, ...student.faults], []);
    await Promise.all([professor, student].map((page) => page.browserContext().close()));
  });
});

const NOTE = '# 7회차: 정의론과 무지의 베일\n\n- 최소극대화는 합리적인가?\n- Talents are luck, so shares are owed.\n';
const FIELD = '.note-text';
const text = (page) => page.$eval(FIELD, (field) => field.value);
const reads = (page, words) => until(`the note has ${words}`, async () => (await text(page)).includes(words));

describe('notes', () => {
  test('are written by several at once, each with their own caret and undo', async () => {
    const professor = await come('professor');
    const student = await come('student2');
    for (const page of [professor, student]) {
      await openTool(page, 'Notes');
      await page.waitForSelector(`${FIELD}:not([readonly])`);
    }
    await professor.type(FIELD, NOTE);
    await reads(student, 'Talents are luck');
    await student.$eval(FIELD, (field) => field.setSelectionRange(2, 5));
    await student.focus(FIELD);
    await professor.$eval(FIELD, (field) => field.setSelectionRange(0, 0));
    await professor.keyboard.type('>> ');
    await reads(student, '>> #');
    const chosen = await student.$eval(FIELD, (field) => field.value.slice(field.selectionStart, field.selectionEnd));
    assert.equal(chosen, '7회차');
    await student.waitForSelector('.note-foot ::-p-text(is writing)');

    // A syllable that is being composed is not broken off by what another writes.
    const composer = await student.createCDPSession();
    await student.$eval(FIELD, (field) => field.setSelectionRange(field.value.length, field.value.length));
    await composer.send('Input.imeSetComposition', { text: '하', selectionStart: 1, selectionEnd: 1 });
    await professor.keyboard.type('!');
    await reads(professor, '하');
    await composer.send('Input.imeSetComposition', { text: '한', selectionStart: 1, selectionEnd: 1 });
    await composer.send('Input.insertText', { text: '한' });
    await reads(student, '>> !');
    await until('both have the same', async () => (await text(student)) === (await text(professor)));
    assert.ok((await text(professor)).endsWith('\n한'), await text(professor));

    await press(student, saying('Undo', '.note-head'));
    await until('only the own is taken back', async () => !(await text(professor)).includes('한\n') && (await text(professor)).endsWith('owed.\n'));
    await press(professor, saying('Everyone writes', '.note-head'));
    await press(professor, saying('Staff write', '.note-head [role="menu"]'));
    await student.waitForSelector(`${FIELD}[readonly]`);
    await press(professor, saying('Staff write', '.note-head'));
    await press(professor, saying('Everyone writes', '.note-head [role="menu"]'));
    await student.waitForSelector(`${FIELD}:not([readonly])`);
    assert.deepEqual([...professor.faults, ...student.faults], []);
    await Promise.all([professor, student].map((page) => page.browserContext().close()));
  });
});

for (const [language, theme] of FOLDER ? [['ko', 'light'], ['en', 'dark']] : []) {
  test(`are seen at all widths in ${language}, ${theme}`, async () => {
    const say = (en, ko) => (language === 'en' ? en : ko);
    const storage = { 'eduforum.language': language, 'eduforum.theme': theme };
    const name = (what) => [what, language, theme].join('-');
    const arrive = async (person) => {
      const page = await openPage(chrome, server.url, { ...SMALL, width: 1440, height: 900, storage });
      await signIn(page, person);
      await page.goto(`${server.url}/sessions/${session.id}`);
      await page.locator('main button.btn-primary').click();
      await inRoom(page);
      return page;
    };
    const professor = await arrive('professor');
    const student = await arrive('student1');
    await press(professor, saying(say('Slides', '슬라이드'), '.bottom'));
    await professor.waitForSelector('.deck-list li');
    await look(professor, FOLDER, name('slides-home'));
    await professor.setViewport({ width: 1440, height: 900 });
    await press(professor, '.deck-list li .btn');
    await professor.waitForSelector('.slide-paper canvas');
    await student.waitForSelector('.slide-paper canvas');
    await look(professor, FOLDER, name('slides-presenter'));
    await look(student, FOLDER, name('slides-student'));
    await student.keyboard.press('ArrowRight');
    await student.waitForSelector('.slides-own');
    await look(student, FOLDER, name('slides-own-page'));
    await professor.setViewport({ width: 1440, height: 900 });
    await press(professor, saying(say('All pages', '모든 쪽'), '.stage-ctl'));
    await professor.waitForSelector('.slide-thumb canvas');
    await press(professor, `.bottom ::-p-xpath(.//button[@aria-pressed][span[text()="${say('Notes', '노트')}"]])`);
    await professor.waitForSelector(FIELD);
    await until('the note is there', async () => (await text(professor)).length > 20);
    await look(professor, FOLDER, name('slides-thumbs-notes'));
    await closePanelIn(professor, say('Close', '닫기'));
    await professor.setViewport({ width: 1440, height: 900 });
    await press(professor, saying(say('More about the slides', '슬라이드 더보기'), '.stage-ctl'));
    await press(professor, saying(say('Stop presenting', '발표 끝내기'), '.stage-ctl'));
    await student.waitForSelector('.slides', { hidden: true });
    assert.deepEqual([...professor.faults, ...student.faults], []);
    await Promise.all([professor, student].map((page) => page.browserContext().close()));
  });
}

async function closePanelIn(page, close) {
  await press(page, `aside.panel > header button[aria-label="${close}"]`);
  await page.waitForFunction(() => document.querySelector('aside.panel') === null);
}
