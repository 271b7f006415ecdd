// Two-step sign-in and devices in a real browser: an app that makes codes is a few lines here.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, look } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

const DIALOG = 'dialog[open]';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of the time step of now, or of one beside it (RFC 6238). Those of earlier ones do not count any more. */
function code(secret, steps = 0) {
  const bits = [...secret.replaceAll(' ', '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  const key = Buffer.from(bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(step).digest();
  const at = digest.at(-1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

let server, chrome;

before(async () => {
  [server, chrome] = await Promise.all([Server.start(), chromium()]);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const WORDS = {
  en: {
    setUp: 'Set up', next: 'Continue', turnOn: 'Turn on', kept: 'I have kept them', manage: 'Manage',
    useBackup: 'Use a backup code', submit: 'Continue', turnOff: 'Turn off', all: 'Sign out everywhere else',
    isOn: '9 of 10 backup codes left', here: 'This device', signOut: 'Sign out on this device',
  },
  ko: {
    setUp: '설정하기', next: '계속', turnOn: '켜기', kept: '보관했어요', manage: '관리',
    useBackup: '백업 코드 쓰기', submit: '계속', turnOff: '끄기', all: '다른 기기에서 모두 로그아웃',
    isOn: '백업 코드 10개 중 9개 남음', here: '이 기기', signOut: '이 기기에서 로그아웃',
  },
};

for (const [language, theme, person] of [['en', 'dark', 'student1'], ['ko', 'light', 'student2']]) {
  describe(`two-step sign-in in ${language}, ${theme}`, () => {
    const words = WORDS[language];
    let page, secret, codes;
    const says = (text) => page.waitForSelector(`::-p-xpath(//*[contains(normalize-space(.), "${text}")])`);
    const name = (screen) => `${screen}-${language}-${theme}`;
    /** The password, after which a code is asked for. */
    async function password(page) {
      await page.locator('input[type="email"]').fill(`${person}@eduforum.test`);
      await page.locator('input[type="password"]').fill(PASSWORD);
      await page.locator('form button[type="submit"]').click();
      await page.waitForSelector('.otp input');
    }
    const signOut = async () => {
      await page.goto(`${server.url}/settings`);
      await press(page, saying(words.signOut));
      await page.waitForSelector('input[type="email"]');
    };

    before(async () => {
      page = await openPage(chrome, server.url, {
        storage: { 'eduforum.language': language, 'eduforum.theme': theme },
      });
      await signIn(page, person);
      await page.goto(`${server.url}/settings`);
    });

    after(() => page.browserContext().close());

    test('is set up with a QR code, and shows backup codes', async () => {
      await press(page, saying(words.setUp));
      await page.locator(`${DIALOG} input[type="password"]`).fill(PASSWORD);
      await press(page, saying(words.next, DIALOG));
      await page.waitForSelector(`${DIALOG} img.qr`);
      assert.ok(await page.$eval('img.qr', (picture) => picture.decode().then(() => picture.naturalWidth > 0)));
      await look(page, FOLDER, name('two-step-set-up'));
      secret = await page.$eval(`${DIALOG} .secret`, (element) => element.textContent.trim());
      await page.locator(`${DIALOG} .otp input`).fill(code(secret, -1));
      await press(page, saying(words.turnOn, DIALOG));
      await page.waitForSelector('.backup-codes');
      await look(page, FOLDER, name('two-step-backup-codes'));
      const lefts = await page.$$eval(`${DIALOG} .acts button`, (all) => all.map((one) => one.getBoundingClientRect().left));
      assert.ok(Math.min(...lefts) > 0, 'every button is in sight on a phone');
      codes = await page.$$eval('.backup-codes li', (items) => items.map(({ textContent }) => textContent));
      assert.equal(codes.length, 10);
      await press(page, saying(words.kept, DIALOG));
      await page.waitForSelector(saying(words.manage));
    });

    test('asks for a code after the password, and takes it as soon as it is whole', async () => {
      await signOut();
      await password(page);
      await look(page, FOLDER, name('two-step-code'));
      await page.locator('.otp input').fill('000000');
      await page.waitForSelector('.help[data-kind="error"]');
      await page.locator('.otp input').fill(code(secret));
      await page.waitForFunction(() => location.pathname !== '/sign-in');
    });

    test('takes a backup code instead, once', async () => {
      await signOut();
      await password(page);
      await press(page, saying(words.useBackup));
      await page.locator('input[name="backup-code"]').fill(codes[0].toLowerCase());
      await look(page, FOLDER, name('two-step-backup-code'));
      await press(page, saying(words.submit));
      await page.waitForFunction(() => location.pathname !== '/sign-in');
      await page.goto(`${server.url}/settings`);
      await says(words.isOn);
    });

    test('lists devices, and signs the others out', async () => {
      const elsewhere = await openPage(chrome, server.url);
      await password(elsewhere);
      await press(elsewhere, saying('Use a backup code'));
      await elsewhere.locator('input[name="backup-code"]').fill(codes[1]);
      await press(elsewhere, saying('Continue'));
      await elsewhere.waitForFunction(() => location.pathname !== '/sign-in');

      await page.goto(`${server.url}/settings`);
      await says(words.here);
      await look(page, FOLDER, name('devices'));
      await press(page, saying(words.all));
      await page.waitForFunction((all) => !document.body.textContent.includes(all), {}, words.all);
      await elsewhere.reload();
      await elsewhere.waitForSelector('input[type="email"]');
      await elsewhere.browserContext().close();
    });

    test('is turned off with the password and a code', async () => {
      await press(page, saying(words.manage));
      await press(page, saying(words.turnOff, DIALOG));
      await page.locator(`${DIALOG} input[type="password"]`).fill(PASSWORD);
      await page.locator(`${DIALOG} input[name="code"]`).fill(codes[2]);
      await look(page, FOLDER, name('two-step-turn-off'));
      await press(page, `${DIALOG} button[type="submit"]`);
      await page.waitForSelector(saying(words.setUp));
      assert.deepEqual(page.faults.filter((fault) => !/40[13]/.test(fault)), []);
    });
  });
}
