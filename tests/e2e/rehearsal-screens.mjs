// The screens of a rehearsal, from its form to its report, of a plan in which much is wrong: at three widths, in both languages
// and themes, nothing that axe finds, no error in the console, and the pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { prepareDeck } from './support/deck.mjs';
import { FOLDER, look, LOOKS } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { openPage, press, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

let server, chrome, token, course, whole, faulty, empty, report;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  const poll = async (content) =>
    (await server.call('POST', '/learning/prepared-polls', { token, body: { course_id: course.id, content } })).id;
  const good = await poll({ kind: 'single', question: '어느 사회를 고르겠어요?', options: ['평균이 높은 사회', '바닥이 높은 사회'] });
  const bare = await poll({ kind: 'single', question: '', options: ['A', 'B'] });
  const deck = await prepareDeck(server, token, course.id, '7회차 최소극대화 원칙과 가족에 대한 의무.pdf');
  const step = (title, minutes, kind = 'talk', settings = {}) => ({ id: randomUUID(), title, minutes, kind, settings, notes: '' });
  const plan = (title, ...steps) =>
    server.call('POST', '/learning/plans', { token, body: { course_id: course.id, title, steps } });
  const debate = { motion: '기본 소득은 돌보는 일의 값을 셈하는 가장 나은 길이다', seconds: 480, points: 2 };
  whole = await plan(
    '정의론과 무지의 베일',
    step('지난 시간 되짚기', 1),
    step('1차 투표: 최소극대화는 합리적인가, 그리고 가족에 대한 의무를 아는 사람에게도 그러한가', 30, 'poll', { prepared: good }),
    step('Breakouts: design a tax for strangers who may turn out to be your neighbours', 20, 'breakout', { size: 4 }),
    step('토론', 30, 'debate', debate),
    step('정리와 과제', 9),
  );
  faulty = await plan(
    'Consequentialism and its critics',
    step('발표: 최소극대화', 1, 'slides', { prepared: deck.id }),
    step('물을 것이 없는 투표와 아주 긴 제목을 가진 단계: 가족에 대한 의무를 아는 사람에게도 그러한가', 1, 'poll', { prepared: bare }),
    step('Groups', 1, 'breakout', { groups: 40 }),
    step('Debate', 1, 'debate', debate),
  );
  empty = await plan('Not written yet');
  const begun = await server.call('POST', `/learning/plans/${faulty.id}/rehearsals`, { token, body: { students: 12, speed: 10, seed: 7 } });
  const of = `/learning/plans/${faulty.id}/rehearsals/${begun.id}`;
  await until('the report is there', async () => {
    report = await server.call('GET', of, { token });
    return report.ended_at !== null;
  }, 180_000);
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

for (const [language, theme] of LOOKS) {
  describe(`a rehearsal in ${language}, ${theme}`, () => {
    let page;
    const see = async (screen) => {
      await look(page, FOLDER, ['rehearsal', screen, language, theme].join('-'));
      await page.setViewport({ width: 1440, height: 900 });
    };
    const go = (plan, rest = '') => page.goto(`${server.url}/courses/${course.id}/plans/${plan.id}${rest}`);

    before(async () => {
      const storage = { 'eduforum.language': language, 'eduforum.theme': theme };
      page = await openPage(chrome, server.url, { storage, width: 1440, height: 900 });
      await signIn(page, 'professor');
    });
    after(() => page.browserContext().close());

    test('from its form to its end', async () => {
      await go(whole);
      await page.waitForSelector('a[href$="/rehearsal"]');
      await see('plan');
      await press(page, 'a[href$="/rehearsal"]');
      await page.waitForSelector('.rehearsal-form');
      await page.locator('input[name="students"]').fill('4');
      await page.keyboard.press('Tab');
      await see('form');
      await page.locator('input[name="students"]').fill('12');
      await press(page, '.rehearsal-form button[type="submit"]');
      await page.waitForSelector('[data-state="running"] .rehearsal-acts');
      await see('live');
      await press(page, '.rehearsal-head .btn-danger-quiet');
      await page.waitForSelector('.rehearsal > [data-state="stopped"]');
      await see('stopped');
      assert.deepEqual(page.faults, []);
    });

    test('its report', async () => {
      await go(faulty, `/rehearsal?of=${report.id}`);
      await page.waitForSelector('.rehearsal-mend');
      await see('report');
      const { height } = await (await page.$('.rehearsal')).boundingBox();
      for (const width of [1440, 390]) {
        await page.setViewport({ width, height: Math.ceil(height) + 900 });
        if (FOLDER) await page.screenshot({ path: `${FOLDER}/rehearsal-whole-${language}-${theme}-${width}.png` });
      }
      await page.setViewport({ width: 1440, height: 900 });
      assert.deepEqual(page.faults, []);
    });

    test('where there is nothing', async () => {
      await go(faulty, `/rehearsal?of=${randomUUID()}`);
      await page.waitForSelector('.rehearsal .state');
      await see('gone');
      await go(empty, '/rehearsal');
      await page.waitForSelector('.rehearsal .ghost');
      await see('empty');
      assert.deepEqual(page.faults, []);
    });
  });
}
