// Every screen at three widths, in both languages and themes: nothing that axe finds, no error in the console, and the
// pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from './support/browsers.mjs';
import { Server } from './support/server.mjs';
import { inRoom, openPage, signIn } from './support/ui.mjs';

const FOLDER = process.env.EDUFORUM_SCREENS;
const WIDTHS = [[1440, 900], [1024, 768], [390, 844]];
const LOOKS = [['ko', 'light'], ['en', 'dark'], ['ko', 'dark'], ['en', 'light']];
const AXE = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

let server, chrome, course, session;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  const token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  session = await server.call('POST', `/courses/${course.id}/sessions`, {
    token,
    body: { title: '정의론과 무지의 베일', scheduled_at: new Date().toISOString(), duration_minutes: 90 },
  });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

/** Looks at what is open now, at every width; `name` names the pictures. */
async function look(page, name) {
  for (const [width, height] of WIDTHS) {
    await page.setViewport({ width, height });
    await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
    if (FOLDER) await page.screenshot({ path: path.join(FOLDER, `${name}-${width}.png`) });
    assert.deepEqual(await faults(page), [], `${name} at ${width}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${name} at ${width} is ${overflow} px too wide`);
  }
}

/** What axe finds against WCAG 2.2 A and AA: `rule: element` each. The page's own policy forbids script tags. */
async function faults(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
  });
}

const PAGES = [
  ['home', () => '/', 'main h1, main h2'],
  ['courses', () => '/courses', 'main h1'],
  ['course-sessions', () => `/courses/${course.id}`, 'main h1'],
  ['course-people', () => `/courses/${course.id}/people`, 'main h1'],
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
      await look(page, name('sign-in'));
      await page.goto(`${server.url}/register`);
      await page.waitForSelector('form');
      await look(page, name('register'));
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
          await look(page, name(screen, person));
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
      await look(page, name('room'));
      await page.setViewport({ width: 1440, height: 900 });
      await page.keyboard.press('3');
      await look(page, name('room-sidebar'));
      await page.setViewport({ width: 1440, height: 900 });
      await page.keyboard.press('1');
      await page.keyboard.press('c');
      await page.waitForSelector('textarea');
      await look(page, name('room-chat'));
      await page.keyboard.press('Escape');
      await page.keyboard.press('p');
      await look(page, name('room-people'));
      assert.deepEqual(page.faults, []);
    });
  });
}

async function signOut(page) {
  const cookies = await page.browserContext().cookies();
  await page.browserContext().deleteCookie(...cookies);
}
