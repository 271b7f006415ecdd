// The screens of a lesson plan, with titles as long as titles get and a class that runs late: at three widths, in both languages
// and themes, nothing that axe finds, no error in the console, and the pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { prepareDeck } from './support/deck.mjs';
import { FOLDER, look, LOOKS } from './support/look.mjs';
import { Server } from './support/server.mjs';
import { enter, openPage, press, signIn } from './support/ui.mjs';

const NOTES = '반례 먼저: 하사니 1975.\n지난 시간에 말하지 않은 사람부터 물어보기. Keep the last five minutes free.';

let server, chrome, token, course, steps;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  const content = { kind: 'single', question: '어느 사회를 고르겠어요?', options: ['평균이 높은 사회', '바닥이 높은 사회'] };
  const poll = await server.call('POST', '/learning/prepared-polls', { token, body: { course_id: course.id, content } });
  const question = await server.call('POST', '/learning/questions', {
    token,
    body: { course_id: course.id, question: { kind: 'true_false', text: '롤스는 『정의론』을 썼다.', answer: true } },
  });
  const deck = await prepareDeck(server, token, course.id, '7회차 최소극대화 원칙과 가족에 대한 의무.pdf');
  const step = (title, minutes, kind = 'talk', settings = {}, notes = '') =>
    ({ id: randomUUID(), title, minutes, kind, settings, notes });
  steps = [
    step('지난 시간 되짚기', 8),
    step('1차 투표: 어느 사회를 고를까', 5, 'poll', { prepared: poll.id, seconds: 60 }),
    step('쟁점 제시: 최소극대화는 합리적인가, 그리고 가족에 대한 의무를 아는 사람에게도 그러한가', 12, 'talk', {}, NOTES),
    step('생각할 시간', 3, 'think', { question: '가족을 안다면 그대로 고를까요?', seconds: 60 }),
    step('Breakouts: design a tax for strangers who may turn out to be your neighbours', 15, 'breakout', {
      method: 'random', size: 4, task: '세율을 정하고 이유를 한 문장으로 써 주세요.', whole_step: true,
    }),
    step('읽기 확인', 10, 'quiz', {
      title: '롤스 읽기 확인', parts: [{ kind: 'question', question_id: question.id, points: '2' }], settings: { minutes: 10 },
    }),
    step('발표: 최소극대화', 10, 'slides', { prepared: deck.id, page: 3 }),
    step('Debate', 20, 'debate', { motion: '기본 소득은 가족을 돌보는 일의 값을 셈하는 가장 나은 길이다', seconds: 480, points: 2 }),
    step('정리와 과제', 5, 'whiteboard'),
  ];
  for (const [title, own] of [['정의론과 무지의 베일', steps], ['Consequentialism and its critics', steps.slice(0, 3)]]) {
    await server.call('POST', '/learning/plans', { token, body: { course_id: course.id, title, steps: own } });
  }
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const byWords = (...texts) =>
  `::-p-xpath(//button[${texts.map((text) => `normalize-space(.)="${text}" or @aria-label="${text}"`).join(' or ')}])`;

for (const [language, theme] of LOOKS) {
  describe(`a lesson plan in ${language}, ${theme}`, () => {
    const pages = {};
    const say = (en, ko) => (language === 'en' ? en : ko);
    const see = async (screen, person = 'professor') => {
      await look(pages[person], FOLDER, ['plan', screen, person, language, theme].join('-'));
      await pages[person].setViewport({ width: 1440, height: 900 });
    };
    const open = async (person) => {
      const storage = { 'eduforum.language': language, 'eduforum.theme': theme };
      pages[person] = await openPage(chrome, server.url, { storage, width: 1440, height: 900 });
      await signIn(pages[person], person);
    };

    before(() => open('professor'));
    after(() => Promise.all(Object.values(pages).map((page) => page.browserContext().close())));

    test('before class', async () => {
      const page = pages.professor;
      await page.goto(`${server.url}/courses/${course.id}/plans`);
      await page.waitForSelector('.list .link-plain');
      await see('list');
      await press(page, '.list li:last-child .link-plain');
      await page.waitForSelector('.plan-steps li');
      await see('page');
      for (const [at, screen] of [[2, 'poll'], [5, 'breakout'], [6, 'quiz'], [7, 'slides'], [8, 'debate']]) {
        await press(page, `.plan-steps li:nth-child(${at}) .link-plain`);
        await page.waitForSelector('dialog[open] .plan-form textarea');
        await new Promise((resolve) => setTimeout(resolve, 300));
        await see(`step-${screen}`);
        await page.keyboard.press('Escape');
      }
      assert.deepEqual(page.faults, []);
    });

    test('in class', async () => {
      const scheduled = new Date(Date.now() - 66 * 60_000).toISOString();
      const body = { title: '정의론과 무지의 베일', scheduled_at: scheduled, duration_minutes: 90 };
      const session = await server.call('POST', `/courses/${course.id}/sessions`, { token, body });
      await server.call('POST', `/sessions/${session.id}/start`, { token });
      await open('student1');
      await enter(pages.student1, session.id, say('Join', '들어가기'));
      const page = pages.professor;
      await enter(page, session.id, say('Join', '들어가기'));
      await press(page, `.bottom ${byWords(say('Plan', '수업안'))}`);
      await page.waitForSelector('aside.panel .list li');
      await see('choose');
      const [, { id }] = await server.call('GET', `/learning/plans?course_id=${course.id}`, { token });
      const run = `/learning/plan-runs/${session.id}`;
      await server.call('POST', `${run}/use`, { token, body: { plan: id } });
      await server.call('POST', `${run}/titles`, { token, body: { on: true } });
      await page.waitForSelector('aside.panel .plan li');
      await see('ready');
      for (const { id: step } of steps.slice(0, 3)) {
        await server.call('POST', `${run}/start`, { token, body: { step, launch: false } });
      }
      await page.waitForSelector('aside.panel .plan-notes');
      await pages.student1.waitForSelector('.stage-notice');
      await see('running');
      await see('outline', 'student1');
      await server.call('POST', `${run}/start`, { token, body: { step: steps[5].id } });
      await server.call('POST', `${run}/start`, { token, body: { step: steps[4].id } });
      await page.waitForSelector('aside.panel .plan [data-state="now"]');
      await see('groups');
      for (const each of Object.values(pages)) assert.deepEqual(each.faults, []);
    });
  });
}
