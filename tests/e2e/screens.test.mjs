// Every screen at three widths, in both languages and themes: nothing that axe finds, no error in the console, and the
// pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { inRoom, openPage, signIn } from './support/ui.mjs';


let server, chrome, session;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  session = await server.newSession('정의론과 무지의 베일', { start: false });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const PAGES = [
  ['home', () => '/', 'main h1, main h2'],
  ['courses', () => '/courses', 'main h1'],
  ['course-sessions', () => `/courses/${session.course_id}`, 'main h1'],
  ['course-people', () => `/courses/${session.course_id}/people`, 'main h1'],
  ['settings', () => '/settings', 'main h1'],
  ['not-found', () => '/nowhere', 'main h1'],
  ['prejoin', () => `/sessions/${session.id}`, 'main h1'],
];

for (const [language, theme] of LOOKS) {
  describe(`screens in ${language}, ${theme}`, () => {
    let page;
    const name = (screen, person = '') => [screen, person, language, theme].filter(Boolean).join('-');

    before(async () => {
      page = await openPage(chrome, server.url, {
        storage: { 'eduforum.language': language, 'eduforum.theme': theme },
      });
    });

    after(() => page.browserContext().close());

    test('sign-in and registration', async () => {
      await page.waitForSelector('form');
      await look(page, FOLDER, name('sign-in'));
      await page.goto(`${server.url}/register`);
      await page.waitForSelector('form');
      await look(page, FOLDER, name('register'));
      assert.deepEqual(page.faults, []);
    });

    for (const person of ['professor', 'student1']) {
      test(`the pages of ${person}`, async () => {
        await page.goto(`${server.url}/sign-in`);
        await page.waitForSelector('form');
        page.faults.length = 0;
        await signIn(page, person);
        for (const [screen, address, ready] of PAGES) {
          await page.goto(server.url + address());
          await page.waitForSelector(ready);
          await page.waitForFunction(() => document.querySelector('.skel') === null);
          await look(page, FOLDER, name(screen, person));
        }
        assert.deepEqual(page.faults, []);
        if (person === 'professor') await signOut(page);
      });
    }

    test('the room', async () => {
      const token = await server.signIn('professor');
      await server.call('POST', `/sessions/${session.id}/start`, { token });
      await page.goto(`${server.url}/sessions/${session.id}`);
      await page.locator('main button.btn-primary').click();
      await inRoom(page);
      await page.waitForSelector('.tile video');
      await look(page, FOLDER, name('room'));
      await page.setViewport({ width: 1440, height: 900 });
      await page.keyboard.press('3');
      await look(page, FOLDER, name('room-sidebar'));
      await page.setViewport({ width: 1440, height: 900 });
      await page.keyboard.press('1');
      await page.keyboard.press('c');
      await page.waitForSelector('textarea');
      await look(page, FOLDER, name('room-chat'));
      await page.keyboard.press('Escape');
      await page.keyboard.press('p');
      await look(page, FOLDER, name('room-people'));
      assert.deepEqual(page.faults, []);
    });
  });
}

async function signOut(page) {
  const cookies = await page.browserContext().cookies();
  await page.browserContext().deleteCookie(...cookies);
}
