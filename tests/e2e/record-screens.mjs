// The record of a class of fifty with names as long as names get: at three widths, in both languages and themes, as its
// professor and as one of its students see it, with the pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { crowd } from './support/crowd.mjs';
import { prepareDeck } from './support/deck.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { makeQuiz } from './support/quiz.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { enter, openPage, openTool, say, signIn } from './support/ui.mjs';

const PEOPLE = Number(process.env.EDUFORUM_CROWD ?? 48);
const NAMES = ['알렉산드리아 마리아 콘스탄티나 폰 데어 라이엔-슈바르첸베르크', '김하늘', 'Nguyễn Thị Minh Khai', 'Christopher Montgomery-Featherstonehaugh', '이도윤'];
const SPOKEN_MS = 20_000;

let server, chrome, session, folder;

before(async () => {
  server = await Server.start({ env: { EDUFORUM_LIMITS__REGISTER_PER_MINUTE: '0' } });
  folder = await mkdtemp(path.join(tmpdir(), 'eduforum-speech-'));
  const speech = path.join(folder, 'speech.wav');
  execFileSync('espeak-ng', ['-v', 'en-us', '-w', speech, 'I think the second premise is doing all of the work in this argument.']);
  chrome = await chromium({ args: [`--use-file-for-fake-audio-capture=${speech}`] });
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  const token = await server.signIn('professor');
  const [course] = await server.call('GET', '/courses', { token });
  session = await server.newSession('정의론과 무지의 베일');
  const people = [];
  for (let at = 0; at < PEOPLE; at++) {
    const email = `person${at}@eduforum.test`;
    await server.call('POST', '/auth/register', { body: { email, password: PASSWORD, name: `${NAMES[at % NAMES.length]} ${at + 1}` } });
    const own = await server.signIn(`person${at}`);
    await server.call('POST', '/courses/join', { token: own, body: { join_code: course.join_code } });
    people.push({ own, ticket: await server.call('POST', `/sessions/${session.id}/join`, { token: own }) });
  }
  await crowd(chrome, server.url, people.map(({ ticket }) => ticket));
  const learning = (by, at, body) => server.call('POST', `/learning${at}`, { token: by, body: { session_id: session.id, ...body } });
  const content = {
    kind: 'single',
    question: '무지의 베일 뒤에 있다면, 어느 사회를 고르겠어요?',
    options: ['평균은 가장 높지만, 바닥은 없는 사회', '가장 불리한 사람이 가장 잘사는 사회', '평균과 바닥을 절충한 사회', '고를 수 없다'],
    names: 'hidden',
    results: 'close',
  };
  const { poll } = await learning(token, '/polls', { content });
  const votes = async (round, shift) => {
    for (const [at, { own }] of people.slice(0, 30).entries()) {
      await learning(own, `/polls/${poll}/vote`, { round, ballot: { choices: [(at * 7 + shift * (at % 3)) % 4] } });
    }
    await learning(token, `/polls/${poll}/close`, {});
  };
  await votes(1, 0);
  await learning(token, `/polls/${poll}/repeat`, {});
  await votes(2, 1);
  const quiz = await makeQuiz(server, token, session, [[2, { kind: 'numeric', text: '원초적 입장의 조건은 몇 가지인가요?', answer: '3', tolerance: '0' }]]);
  await server.call('POST', `/learning/quizzes/${quiz.id}/open`, { token });
  for (const { own } of people.slice(0, 4)) {
    const { info } = await server.call('POST', `/learning/quizzes/${quiz.id}/attempts`, { token: own });
    await server.call('POST', `/learning/quizzes/${quiz.id}/answer`, { token: own, body: { attempt: info.id, place: 1, response: { kind: 'numeric', text: '3' } } });
    await server.call('POST', `/learning/quizzes/${quiz.id}/submit`, { token: own, body: { attempt: info.id } });
  }
  await server.call('POST', `/learning/quizzes/${quiz.id}/close`, { token });
  await server.call('POST', `/sessions/${session.id}/questions`, { token: people[0].own, body: { text: '차등 원칙은 왜 평균을 올리지 않나요?', anonymous: true } });
  await server.call('POST', `/sessions/${session.id}/questions`, { token: people[3].own, body: { text: 'Does the veil hide what one owes to one’s family?', anonymous: false } });

  const deck = await prepareDeck(server, token, course.id, '7회차 최소극대화 원칙과 가족에 대한 의무.pdf');
  const taken = await learning(token, '/slides/take', { prepared: deck.id });
  await learning(token, '/slides/show', { deck: taken.deck.id });
  await learning(token, '/slides/stop', {});
  const { debate } = await learning(token, '/debates', { motion: '기본 소득은 가족을 돌보는 일의 값을 셈하는 가장 나은 길이다', seconds: 600 });
  for (const [at, place] of [[0, 'for'], [1, 'for'], [2, 'against'], [3, 'against']]) {
    const { id } = await server.call('GET', '/auth/me', { token: people[at].own });
    await learning(token, `/debates/${debate.id}/sides`, { participant: id, place });
    if (at % 2 === 0) {
      await learning(token, `/debates/${debate.id}/begin`, { kind: 'opening', participant: id });
      await learning(token, `/debates/${debate.id}/yield`, {});
    }
  }
  await learning(token, `/debates/${debate.id}/close`, {});
  const [professor, student] = [await come('professor', 'en', 'light'), await come('student1', 'en', 'light')];
  for (const page of [professor, student]) await enter(page, session.id);
  await openTool(student, 'Chat');
  for (const text of ['평균이 높으면 바닥도 오르지 않나요?', 'Only if it trickles down: https://example.org/maximin']) await say(student, text);
  await professor.keyboard.press('w');
  await professor.waitForSelector('.board-svg');
  await professor.waitForSelector('.board-tools');
  const box = await professor.$eval('.board-canvas', (element) => element.getBoundingClientRect().toJSON());
  await professor.mouse.move(box.x + 200, box.y + 200);
  await professor.mouse.down();
  for (let step = 0; step < 40; step++) await professor.mouse.move(box.x + 200 + step * 6, box.y + 200 + 60 * Math.sin(step / 5));
  await professor.mouse.up();
  await openTool(professor, 'Notes');
  await professor.waitForSelector('.note-text:not([readonly])');
  await professor.type('.note-text', '# 7회차: 정의론과 무지의 베일\n\n- 최소극대화는 합리적인가?\n- Talents are luck, so shares are owed.\n');
  await new Promise((resolve) => setTimeout(resolve, SPOKEN_MS));
  await server.call('POST', `/sessions/${session.id}/end`, { token });
  for (const page of [professor, student]) await page.browserContext().close();
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function come(person, language, theme) {
  const page = await openPage(chrome, server.url, {
    width: 1440,
    height: 900,
    camera: [320, 180],
    storage: { 'eduforum.language': language, 'eduforum.theme': theme },
  });
  await signIn(page, person);
  return page;
}

for (const [language, theme] of LOOKS) {
  for (const person of ['professor', 'student1']) {
    test(`the record as ${person} sees it in ${language}, ${theme}`, async () => {
      const page = await come(person, language, theme);
      await page.goto(`${server.url}/sessions/${session.id}`);
      await page.waitForSelector('.record-chat .msg');
      // What is far down is fetched as one comes to it.
      await page.evaluate(async () => {
        for (let at = 0; at < document.body.scrollHeight; at += 400) {
          scrollTo(0, at);
          await new Promise(requestAnimationFrame);
        }
      });
      await page.waitForSelector('.record-board img');
      await page.waitForFunction(() => document.querySelector('.record .skel') === null);
      await page.evaluate(() => scrollTo(0, 0));
      await look(page, FOLDER, ['record', person, language, theme].join('-'));
      if (FOLDER) {
        for (const width of [1440, 390]) {
          await page.setViewport({ width, height: 900 });
          await page.screenshot({ path: path.join(FOLDER, ['record', person, language, theme, 'full', width].join('-') + '.png'), fullPage: true });
        }
      }
      assert.deepEqual(page.faults, []);
      await page.browserContext().close();
    });
  }
}
