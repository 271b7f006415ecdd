// The screens of breakouts with a class of fifty and names as long as names get: at three widths, in both languages and
// themes, nothing that axe finds, no error in the console, and the pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { crowd } from './support/crowd.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { enter, openPage, signIn } from './support/ui.mjs';

const PEOPLE = Number(process.env.EDUFORUM_CROWD ?? 48);
const NAMES = ['알렉산드리아 마리아 콘스탄티나 폰 데어 라이엔-슈바르첸베르크', '김하늘', 'Nguyễn Thị Minh Khai', 'Christopher Montgomery-Featherstonehaugh', '이도윤'];
const TASK = '세금 제도를 설계하세요. 무지의 베일 뒤에서 어떤 원칙에 합의할 수 있는지 먼저 정하고, 차등의 원칙이 어떤 세율을 허용하는지 논증하세요.';

let server, chrome, session, token, people;

before(async () => {
  server = await Server.start({ env: { EDUFORUM_LIMITS__REGISTER_PER_MINUTE: '0' } });
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  token = await server.signIn('professor');
  const [course] = await server.call('GET', '/courses', { token });
  session = await server.newSession('정의론과 무지의 베일');
  const tickets = [];
  for (let at = 0; at < PEOPLE; at++) {
    const email = `person${at}@eduforum.test`;
    const name = `${NAMES[at % NAMES.length]} ${at + 1}`;
    await server.call('POST', '/auth/register', { body: { email, password: PASSWORD, name } });
    const own = await server.signIn(`person${at}`);
    await server.call('POST', '/courses/join', { token: own, body: { join_code: course.join_code } });
    tickets.push(await server.call('POST', `/sessions/${session.id}/join`, { token: own }));
  }
  people = await crowd(chrome, server.url, tickets);
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const WIDE = { width: 1440, height: 900 };

async function come(person, language, theme) {
  const page = await openPage(chrome, server.url, {
    ...WIDE,
    camera: [320, 180],
    storage: { 'eduforum.language': language, 'eduforum.theme': theme },
  });
  await signIn(page, person);
  await enter(page, session.id, language === 'ko' ? '들어가기' : 'Join');
  return page;
}

/** Names the picture by what it shows, and leaves the page as wide as it was. */
async function see(page, screen, language, theme) {
  await look(page, FOLDER, ['breakouts', screen, language, theme].join('-'));
  await page.setViewport(WIDE);
}

const command = (path, body) =>
  server.call('POST', `/learning/breakout/${path}`, { token, body: { session_id: session.id, ...body } });

async function openPanel(page) {
  await page.keyboard.press('b');
  await page.waitForSelector('.group-panel');
}

describe('breakouts of fifty people', () => {
  test('are prepared', async () => {
    for (const [language, theme] of LOOKS) {
      const page = await come('professor', language, theme);
      await openPanel(page);
      await (await page.waitForSelector('.group-wishes > summary')).click();
      await see(page, 'new', language, theme);
      assert.deepEqual(page.faults, []);
      await page.browserContext().close();
    }
  });

  test('are looked at before they open', async () => {
    const constraints = { together: [[people[0], people[1]]] };
    await command('create', { plan: { groups: 12, constraints, task: TASK, minutes: 15, may_choose: true } });
    for (const [language, theme] of LOOKS) {
      const page = await come('professor', language, theme);
      await openPanel(page);
      await page.waitForSelector('.groups-grid .group-person');
      await see(page, 'prepared', language, theme);
      assert.deepEqual(page.faults, []);
      await page.browserContext().close();
    }
  });

  test('are watched, and worked in', async () => {
    await command('open', { seconds: 0 });
    await command('broadcast', { text: '10분 남았어요. 한 사람이 정리한 내용을 발표할 준비를 해 주세요.' });
    for (const [language, theme] of LOOKS) {
      const staff = await come('professor', language, theme);
      await openPanel(staff);
      await staff.waitForSelector('.groups-grid footer');
      await see(staff, 'open', language, theme);
      assert.deepEqual(staff.faults, []);
      await staff.browserContext().close();
      const member = await come('student1', language, theme);
      await member.waitForSelector('.group-card');
      await member.keyboard.press('c');
      await member.waitForSelector('[data-broadcast]');
      await see(member, 'inside', language, theme);
      assert.deepEqual(member.faults, []);
      await member.browserContext().close();
    }
  });
});
