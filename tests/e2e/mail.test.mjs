// What links in letters open, in a real browser: a new password, an address confirmed, an invitation accepted.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, look } from './support/look.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

const NEW = 'harbour teapot orchestra 91';

let server, chrome, mailbox;

before(async () => {
  mailbox = await Mailbox.start();
  [server, chrome] = await Promise.all([Server.start({ env: mailbox.env }), chromium()]);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  mailbox?.stop();
});

const WORDS = {
  ko: {
    forgot: '비밀번호를 잊었나요?', send: '링크 보내기', sent: '메일을 확인해 주세요', title: '새 비밀번호 정하기',
    keep: '이 비밀번호로 정하기', used: '이미 쓴 링크예요', resend: '다시 보내기', resent: '메일을 보냈어요.',
    confirm: '확인하기', confirmed: '메일 주소를 확인했어요', subject: '비밀번호를 다시 정해 달라는',
  },
  en: {
    forgot: 'Forgot your password?', send: 'Send the link', sent: 'Look into your mailbox',
    title: 'Choose a new password', keep: 'Keep this password', used: 'This link was used before',
    resend: 'Send it again', resent: 'The letter is on its way.', confirm: 'Confirm',
    confirmed: 'Your address is confirmed', subject: 'asked for a new password',
  },
};

for (const [language, theme, width, height] of [
  ['ko', 'light', 1280, 800],
  ['en', 'dark', 390, 844],
]) {
  describe(`letters in ${language}, ${theme}, ${width} px wide`, () => {
    const words = WORDS[language];
    const email = `letters-${language}@eduforum.test`;
    let page;
    /** Looks at every width, and goes on at this one. */
    async function see(screen) {
      await look(page, FOLDER, `mail-${screen}-${language}-${theme}`);
      await page.setViewport({ width, height });
    }
    const says = (text) => page.waitForSelector(`::-p-xpath(//*[contains(normalize-space(.), "${text}")])`);

    before(async () => {
      await server.call('POST', '/auth/register', { body: { email, password: PASSWORD, name: '한지원' } });
      page = await openPage(chrome, server.url, {
        width, height, storage: { 'eduforum.language': language, 'eduforum.theme': theme },
      });
    });

    after(() => page.browserContext().close());

    test('a link for a new password is asked for, and signs in with it', async () => {
      await page.waitForSelector('input[type="email"]');
      await see('sign-in');
      await press(page, 'a[href="/forgot-password"]');
      await page.waitForSelector(saying(words.send));
      await page.locator('input[type="email"]').fill(email);
      await see('forgot');
      await press(page, saying(words.send));
      await says(words.sent);
      await see('sent');

      const { link, text } = await mailbox.link(email, '/reset-password');
      assert.ok(text.includes(words.subject));
      await page.goto(link);
      await page.waitForSelector('input[type="password"]');
      await see('new-password');
      await page.locator('input[type="password"]').fill(NEW);
      await press(page, saying(words.keep));
      await page.waitForFunction(() => location.pathname === '/');
    });

    test('the link opens nothing a second time', async () => {
      const { link } = await mailbox.link(email, '/reset-password');
      await page.goto('about:blank');
      await page.goto(link);
      await says(words.used);
      await see('used');
    });

    test('an address is confirmed from the settings', async () => {
      await page.goto(`${server.url}/settings`);
      await page.waitForSelector(saying(words.resend));
      await see('settings');
      await press(page, saying(words.resend));
      await says(words.resent);
      const { link } = await mailbox.link(email, '/verify-email');
      await page.goto(link);
      await page.waitForSelector(saying(words.confirm));
      await see('verify');
      await press(page, saying(words.confirm));
      await says(words.confirmed);
      await page.goto(`${server.url}/settings`);
      await page.waitForFunction((resend) => !document.body.textContent.includes(resend), {}, words.resend);
      assert.deepEqual(page.faults.filter((fault) => !/410/.test(fault)), []);
    });
  });
}

test('somebody without an account is invited into a course by a letter', async () => {
  const professor = await openPage(chrome, server.url);
  await signIn(professor, 'professor');
  const token = await server.signIn('professor');
  const [course] = await server.call('GET', '/courses', { token });
  await professor.goto(`${server.url}/courses/${course.id}/people`);
  await press(professor, saying('Add people'));
  await professor.locator('dialog input[name="email"]').fill('newcomer@eduforum.test');
  await press(professor, saying('Add', 'dialog[open]'));
  await professor.locator('dialog .note input').fill('남궁새롬');
  await look(professor, FOLDER, 'mail-invite-en');
  await press(professor, saying('Send the invitation', 'dialog[open]'));
  await professor.waitForSelector('dialog .note [role="status"]');

  const { link } = await mailbox.link('newcomer@eduforum.test', '/invitation');
  const page = await openPage(chrome, server.url, { width: 390, height: 844 });
  await page.goto(link);
  await page.waitForSelector('input[type="password"]');
  await look(page, FOLDER, 'mail-invitation-en-390');
  await page.locator('input[type="password"]').fill(PASSWORD);
  await press(page, saying('Make my account'));
  await page.waitForFunction(() => location.pathname === '/');
  await page.waitForSelector(`a[href^="/courses/${course.id}"]`);
  await Promise.all([page.browserContext().close(), professor.browserContext().close()]);
});

test('an administrator makes a link by hand', async () => {
  const page = await openPage(chrome, server.url);
  await signIn(page, 'admin');
  await page.goto(`${server.url}/settings`);
  await press(page, saying('Make the link'));
  await page.locator('dialog input[name="email"]').fill('student3@eduforum.test');
  await press(page, saying('Make the link', 'dialog[open]'));
  await page.waitForSelector('dialog .note input[readonly]');
  await look(page, FOLDER, 'mail-reset-link-en');
  const link = await page.$eval('dialog .note input[readonly]', ({ value }) => value);
  assert.match(link, /\/reset-password#[\w-]{43}$/);
  await page.browserContext().close();
});
