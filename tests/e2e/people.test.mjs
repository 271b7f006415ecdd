// An administrator brings people in from a file, keeps one out, looks as another, and finds it all in the audit log.
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
const FILE = '이름,이메일,역할\n독고영재,yeongjae@hanul.example,학생\nNguyễn Thị Phương Anh,nobody,student\nMaximilian Featherstonehaugh,max@hanul.example,교수\n';

const WORDS = {
  en: {
    import: 'Import CSV', go: 'Import 2 good lines', fault: 'E-mail · This is no e-mail address.', more: 'Options for',
    suspend: 'Suspend', suspended: 'Suspended', view: 'View as this person', open: 'View', end: 'End',
  },
  ko: {
    import: 'CSV 가져오기', go: '맞는 2줄만 가져오기', fault: '이메일 · 이메일 주소가 아니에요.', more: '더보기',
    suspend: '정지', suspended: '정지', view: '이 사람으로 보기', open: '보기', end: '끝내기',
  },
};

let server, chrome, folder, file;

before(async () => {
  [server, chrome] = await Promise.all([Server.start(), chromium()]);
  folder = await mkdtemp(path.join(tmpdir(), 'eduforum-people-'));
  file = path.join(folder, 'people.csv');
  await writeFile(file, FILE);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true });
});

for (const [language, theme] of [['ko', 'light'], ['en', 'dark']]) {
  describe(`people in ${language}, ${theme}`, () => {
    const words = WORDS[language];
    let page;
    const says = (text) => page.waitForSelector(`::-p-xpath(//*[contains(normalize-space(.), "${text}")])`);
    /** Looks at every width, and goes on at a large one, where no notice lies over a row. */
    const look = async (...pictured) => {
      await lookAt(...pictured);
      await page.setViewport({ width: 1280, height: 1000 });
    };
    const row = (name) => `::-p-xpath(//tr[contains(., "${name}")])`;
    const menu = async (name, item) => {
      const button = await page.waitForSelector(`::-p-xpath(//tr[contains(., "${name}")]//button[@aria-haspopup])`);
      await button.click();
      await press(page, `::-p-xpath(//div[@role="menu"]//button[normalize-space(.)="${item}"])`);
    };

    before(async () => {
      if (language === 'en') {
        // The walk before has made them: this one begins where it began.
        await server.stop();
        server = await Server.start();
      }
      page = await openPage(chrome, server.url, {
        storage: { 'eduforum.language': language, 'eduforum.theme': theme },
      });
      await signIn(page, 'admin');
      await page.goto(`${server.url}/admin/people`);
    });

    after(() => page?.browserContext().close());

    test('a file is tried, its faulty line named, and the others imported', async () => {
      await press(page, saying(words.import));
      const input = await page.waitForSelector(`${DIALOG} input[type="file"]`);
      await input.uploadFile(file);
      await says(words.fault);
      await look(page, FOLDER, `people-import-${language}-${theme}`);
      await press(page, saying(words.go, DIALOG));
      await page.waitForSelector(row('독고영재'));
      await page.waitForSelector(row('Featherstonehaugh'));
      await look(page, FOLDER, `people-${language}-${theme}`);
    });

    test('somebody is kept out', async () => {
      await menu('독고영재', words.suspend);
      await page.waitForSelector(`::-p-xpath(//tr[contains(., "독고영재")]//span[@data-kind="danger"])`);
    });

    test('the administrator looks as a professor, and ends it', async () => {
      await menu('Featherstonehaugh', words.view);
      await page.locator(`${DIALOG} input[name="reason"]`).fill('#4711');
      await press(page, saying(words.open, DIALOG));
      await page.waitForSelector('.viewing-banner');
      await look(page, FOLDER, `people-viewing-${language}-${theme}`);
      await press(page, saying(words.end, '.viewing-banner'));
      await page.waitForSelector('.people-table');
    });

    test('all of it stands in the audit log', async () => {
      await page.goto(`${server.url}/admin/audit`);
      await page.waitForSelector('.audit-table');
      const lines = await page.$$eval('.audit-table tbody tr', (rows) => rows.map((each) => each.textContent));
      assert.equal(lines.length, 6);
      await page.locator('.filters input[type="search"]').fill('고영');
      await page.waitForFunction(() => document.querySelectorAll('.audit-table tbody tr').length === 2);
      await says('독고영재');
      await look(page, FOLDER, `people-audit-${language}-${theme}`);
      assert.deepEqual(page.faults, []);
    });
  });
}
