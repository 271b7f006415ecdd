// The board in real browsers: drawn by hand, by key and on a phone, seen by all, kept while the line is broken.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { enter, inRoom, openPage, press, saying, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const SMALL = { camera: [320, 180] };
const CANVAS = '.board-svg';

let server, chrome, session, gallery;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  session = await server.newSession('정의론과 무지의 베일');
  gallery = await server.newSession('차등 원칙: 찬성과 반대');
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

async function come(person, size = { width: 1280, height: 800 }) {
  const page = await openPage(chrome, server.url, { ...SMALL, ...size });
  await signIn(page, person);
  await enter(page, session.id);
  return page;
}

async function openBoard(page) {
  await press(page, saying('Board', '.bottom'));
  await page.waitForSelector(CANVAS);
  await page.waitForSelector('.board-tools');
}

/** The place of the canvas on the screen. */
const canvas = (page) => page.$eval('.board-canvas', (element) => element.getBoundingClientRect().toJSON());

async function drag(page, from, to) {
  const { x, y } = await canvas(page);
  await page.mouse.move(x + from[0], y + from[1]);
  await page.mouse.down();
  await page.mouse.move(x + (from[0] + to[0]) / 2, y + (from[1] + to[1]) / 2, { steps: 4 });
  await page.mouse.move(x + to[0], y + to[1], { steps: 4 });
  await page.mouse.up();
}

async function click(page, at) {
  const { x, y } = await canvas(page);
  await page.mouse.click(x + at[0], y + at[1]);
}

const labels = (page) => page.$$eval('.board-svg [data-id]', (all) => all.map((each) => each.getAttribute('aria-label')));

const sees = (page, label) => until(`the board has ${label}`, async () => (await labels(page)).some((each) => each.includes(label)));

const misses = (page, label) =>
  until(`the board has no ${label}`, async () => !(await labels(page)).some((each) => each.includes(label)));

describe('the board', () => {
  test('is drawn on by two, undone by each for themselves, and kept', async () => {
    const professor = await come('professor');
    const student = await come('student1');
    await openBoard(professor);
    await openBoard(student);

    await drag(professor, [300, 200], [500, 260]);
    await sees(student, 'Line');
    await press(student, saying('Note', '.board-tools'));
    await click(student, [300, 320]);
    await student.waitForSelector('.board-text');
    await student.keyboard.type('세율은 누가 정하나? Who sets the rate?');
    await sees(professor, '세율은 누가 정하나?');
    await press(professor, saying('Undo', '.board-undo'));
    await misses(student, 'Line');
    await sees(professor, '세율은 누가 정하나?');

    await professor.reload();
    await inRoom(professor);
    await openBoard(professor);
    await sees(professor, '세율은 누가 정하나?');
    assert.deepEqual([...professor.faults, ...student.faults], []);
    await Promise.all([professor, student].map((page) => page.browserContext().close()));
  });

  test('is written on without a pointer', async () => {
    const student = await come('student2');
    await student.keyboard.press('w');
    await student.waitForSelector('.board-tools');
    await student.focus('.board-tools button[aria-label="Note"]');
    await student.keyboard.press('Enter');
    await student.$eval(CANVAS, (svg) => svg.focus());
    await student.keyboard.press('Enter');
    await student.waitForSelector('.board-text');
    await student.keyboard.type('by key');
    await student.keyboard.press('Escape');
    await sees(student, 'by key');
    const place = () => student.$$eval('.board-svg [data-id] rect', (all) => Number(all.at(-1).getAttribute('x')));
    const before = await place();
    await student.keyboard.press('ArrowRight');
    await until('the note has moved', async () => (await place()) > before);
    await student.keyboard.press('Delete');
    await misses(student, 'by key');
    await student.keyboard.down('Control');
    await student.keyboard.press('z');
    await student.keyboard.up('Control');
    await sees(student, 'by key');
    assert.deepEqual(student.faults, []);
    await student.browserContext().close();
  });

  test('keeps what is drawn while the line is broken', async () => {
    const professor = await come('professor');
    const student = await come('student1');
    await openBoard(professor);
    await openBoard(student);
    await student.setOfflineMode(true);
    await student.evaluate(() => window.dispatchEvent(new Event('offline')));
    await press(student, saying('Rectangle', '.board-tools'));
    await drag(student, [700, 300], [820, 380]);
    await sees(student, 'Rectangle');
    await student.setOfflineMode(false);
    await student.evaluate(() => window.dispatchEvent(new Event('online')));
    await sees(professor, 'Rectangle');
    await Promise.all([professor, student].map((page) => page.browserContext().close()));
  });

  test('is for those whom staff let draw, and put before everybody', async () => {
    const professor = await come('professor');
    const student = await come('student1');
    await openBoard(professor);
    await press(professor, saying('Everyone draws', '.board-head'));
    await press(professor, saying('Staff draw', '.board-head [role="menu"]'));
    await press(professor, saying('Boards', '.board-head'));
    await press(professor, saying('Show to everyone', '.board-head [role="menu"]'));
    await student.waitForSelector(CANVAS);
    await student.waitForSelector('.board-status ::-p-text(You see this board)');
    assert.equal(await student.$('.board-tools'), null);
    await press(professor, saying('Staff draw', '.board-head'));
    await press(professor, saying('Everyone draws', '.board-head [role="menu"]'));
    await student.waitForSelector('.board-tools');
    await Promise.all([professor, student].map((page) => page.browserContext().close()));
  });
});

const PEOPLE = {
  student1: '바닥이 오르지 않는 성장은 정당하지 않다',
  student2: 'Talents are luck, so shares are owed',
  student3: '내가 누구일지 모르면 바닥을 먼저 본다',
};

for (const [language, theme] of LOOKS) {
  test(`is seen at all widths in ${language}, ${theme}`, async () => {
    const say = (en, ko) => (language === 'en' ? en : ko);
    const page = await openPage(chrome, server.url, {
      ...SMALL,
      width: 1440,
      height: 900,
      storage: { 'eduforum.language': language, 'eduforum.theme': theme },
    });
    await signIn(page, 'professor');
    await page.goto(`${server.url}/sessions/${gallery.id}`);
    await page.locator('main button.btn-primary').click();
    await inRoom(page);
    await press(page, saying(say('Board', '보드'), '.bottom'));
    await page.waitForSelector('.board-tools');
    if (language === 'ko' && theme === 'light') {
      let top = 60;
      for (const text of Object.values(PEOPLE)) {
        await press(page, saying('메모', '.board-tools'));
        await click(page, [560, top]);
        await page.waitForSelector('.board-text');
        await page.keyboard.type(text);
        await page.keyboard.press('Escape');
        top += 150;
      }
    }
    await press(page, saying(say('Fit to screen', '화면에 맞추기')));
    await look(page, FOLDER, ['board', language, theme].join('-'));
    assert.deepEqual(page.faults, []);
    await page.browserContext().close();
  });
}
