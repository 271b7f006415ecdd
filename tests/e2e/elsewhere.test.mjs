// Signing in by an issuer in a real browser, linking and unlinking an account there, and a token for a program.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { Issuer } from './support/issuer.mjs';
import { FOLDER, look as lookAt } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { openPage, press, saying, signIn } from './support/ui.mjs';

const DIALOG = 'dialog[open]';
let issuer, server, chrome;

before(async () => {
  issuer = await Issuer.start({ sub: 'haneul', email: 'haneul@hanul.test', email_verified: true, name: '김하늘' });
  const section = 'EDUFORUM_AUTH__OIDC__HANUL__';
  const env = {
    [`${section}TITLE`]: 'Hanul University',
    [`${section}ISSUER`]: issuer.url,
    [`${section}CLIENT_ID`]: 'eduforum',
    [`${section}CLIENT_SECRET`]: 'hush',
    [`${section}CREATE_ACCOUNTS`]: 'true',
    EDUFORUM_OUTBOUND__INSIDE: '127.0.0.0/8',
    EDUFORUM_AUTH__OIDC__GOOGLE__CLIENT_ID: 'x',
    EDUFORUM_AUTH__OIDC__MICROSOFT__CLIENT_ID: 'x',
  };
  [server, chrome] = await Promise.all([Server.start({ env }), chromium()]);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  issuer?.stop();
});

/** Looks at every width, and goes on at a large one, where no notice lies over a button. */
async function look(page, folder, name) {
  await lookAt(page, folder, name);
  await page.setViewport({ width: 1280, height: 1000 });
}

test('somebody new signs in by the school’s issuer and comes to the page that they wanted', async () => {
  const page = await openPage(chrome, server.url);
  await page.goto(`${server.url}/settings`);
  await page.waitForSelector(saying('Continue with Hanul University'));
  await look(page, FOLDER, 'elsewhere-sign-in-en');
  await press(page, saying('Continue with Hanul University'));
  await page.waitForFunction(() => location.pathname === '/settings' && document.body.textContent.includes('김하늘'));
  await page.waitForFunction(() => document.body.textContent.includes('Linked accounts'));
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});

test('an account there is linked and unlinked, and a token is made and revoked', async () => {
  issuer.claims = { sub: 'another', email: 'another@hanul.test', email_verified: true };
  const storage = { 'eduforum.language': 'ko', 'eduforum.theme': 'dark' };
  const page = await openPage(chrome, server.url, { width: 390, height: 844, storage });
  await signIn(page, 'student1');
  await page.goto(`${server.url}/settings`);
  const hanul = '::-p-aria([name="Hanul University 연결"][role="button"])';
  await (await page.waitForSelector(hanul)).click();
  await page.locator(`${DIALOG} input[type="password"]`).fill(PASSWORD);
  await press(page, `${DIALOG} button[type="submit"]`);
  const linked = '::-p-aria([name="Hanul University 연결 해제"][role="button"])';
  const unlink = await page.waitForSelector(linked);
  await look(page, FOLDER, 'elsewhere-linked-ko-dark');
  await unlink.click();
  await page.waitForSelector(hanul);

  await press(page, saying('새 토큰'));
  await page.locator(`${DIALOG} input[name="name"]`).fill('성적 내려받기');
  await page.locator(`${DIALOG} input[type="password"]`).fill(PASSWORD);
  await look(page, FOLDER, 'token-new-ko-dark');
  await press(page, `${DIALOG} button[type="submit"]`);
  const secret = await page.waitForSelector(`${DIALOG} .secret`);
  const token = await secret.evaluate((element) => element.textContent.trim());
  await look(page, FOLDER, 'token-shown-ko-dark');
  assert.ok(Array.isArray(await server.call('GET', '/courses', { token })));
  await press(page, saying('보관했어요', DIALOG));
  await press(page, '::-p-aria([name="성적 내려받기 폐기"][role="button"])');
  await page.waitForFunction(() => document.body.textContent.includes('토큰이 없어요'));
  await assert.rejects(server.call('GET', '/courses', { token }), /token_revoked/);
  assert.deepEqual(page.faults, []);
  await page.browserContext().close();
});
