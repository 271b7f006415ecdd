// The screens of learning tools, with names as long as names get: at three widths, in both languages and themes, nothing
// that axe finds, no error in the console, and the pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { inRoom, openPage, signIn } from './support/ui.mjs';

const LONG = '알렉산드리아 마리아 콘스탄티나 폰 데어 라이엔-슈바르첸베르크';
const QUESTIONS = [
  {
    kind: 'single', text: '무지의 베일은 누구의 생각 실험인가?', explanation: '『정의론』 24절.', shuffle: true, answer: 'a',
    options: [{ id: 'a', text: '칸트' }, { id: 'b', text: '롤스' }, { id: 'c', text: '노직' }],
  },
  {
    kind: 'short_text', text: 'Name the principle that comes second in lexical order, in one word or two.', explanation: '',
    accepted: ['difference principle'], case_sensitive: false, spaces: true,
  },
  {
    kind: 'cloze', text: '{{1}} wrote A Theory of Justice in {{2}}.', explanation: '', partial: true,
    gaps: [
      { kind: 'text', accepted: ['Rawls'], case_sensitive: false, spaces: true },
      { kind: 'numeric', answer: '1971', tolerance: '0', tolerance_unit: 'absolute' },
    ],
  },
];

let server, chrome, token, course, session, quiz, question;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  session = await server.newSession('정의론과 무지의 베일', { start: false });
  await server.call('POST', '/auth/register', { body: { email: 'long@eduforum.test', password: PASSWORD, name: LONG } });
  await server.call('POST', '/courses/join', { token: await server.signIn('long'), body: { join_code: course.join_code } });
  const questions = [];
  for (const each of QUESTIONS) {
    questions.push(
      await server.call('POST', '/learning/questions', {
        token,
        body: { course_id: course.id, question: each, tags: ['정의론', 'week 3'] },
      }),
    );
  }
  [question] = questions;
  const changed = await fetch(`${server.url}/api/v1/learning/questions/${question.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ question: { ...question.question, text: '‘무지의 베일’은 누구의 생각 실험인가?' } }),
  });
  assert.ok(changed.ok, await changed.text());
  for (const [person, text, anonymous] of [
    ['student1', '무지의 베일 뒤에서도 가족에 대한 의무를 알 수 있나요? 롤스는 세대 간 정의를 어떻게 다루는지도 궁금해요.', true],
    ['long', 'Does the difference principle hold between states?', false],
  ]) {
    const own = await server.signIn(person);
    const { question: id } = await server.call('POST', `/sessions/${session.id}/questions`, {
      token: own,
      body: { text, anonymous },
    });
    if (person === 'long') {
      await server.call('POST', `/sessions/${session.id}/questions/${id}/answer`, {
        token,
        body: { state: 'written', text: 'Rawls says no: see The Law of Peoples.' },
      });
    }
  }
  await server.call('POST', `/sessions/${session.id}/start`, { token });
  quiz = await server.call('POST', '/learning/quizzes', {
    token,
    body: {
      session_id: session.id,
      title: '롤스 읽기 확인 퀴즈',
      parts: questions.map(({ id }, at) => ({ kind: 'question', question_id: id, points: String(at + 1) })),
      settings: { minutes: 10 },
    },
  });
  const path = `/learning/quizzes/${quiz.id}`;
  await server.call('POST', `${path}/open`, { token });
  for (const person of ['student1', 'student2', 'student3', 'long']) {
    const own = await server.signIn(person);
    const { info, questions: asked } = await server.call('POST', `${path}/attempts`, { token: own });
    const option = asked[0].item.options.find(({ text }) => text === (person === 'student1' ? '칸트' : '롤스'));
    const body = { attempt: info.id, place: 1, response: { kind: 'single', option: option.id } };
    await server.call('POST', `${path}/answer`, { token: own, body });
    await server.call('POST', `${path}/submit`, { token: own, body: { attempt: info.id } });
  }
  await server.call('POST', `${path}/close`, { token, body: { at_once: true } });
  const regrading = { act: 'accept_also', response: { kind: 'short_text', text: 'maximin' } };
  await server.call('POST', `${path}/regrade`, { token, body: { number: 2, regrading } });
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const words = (page, pattern) =>
  page.waitForSelector(`::-p-xpath(//*[self::button or self::label or self::summary][${pattern}])`, { timeout: 20_000 });
const press = async (page, ...texts) => {
  const pattern = texts.map((text) => `normalize-space(.)="${text}" or @aria-label="${text}"`).join(' or ');
  await (await words(page, pattern)).click();
};

for (const [language, theme] of LOOKS) {
  describe(`learning screens in ${language}, ${theme}`, () => {
    let page;
    const say = (en, ko) => (language === 'en' ? en : ko);
    const see = (screen) => look(page, FOLDER, [screen, language, theme].join('-'));
    const wide = () => page.setViewport({ width: 1440, height: 900 });

    before(async () => {
      page = await openPage(chrome, server.url, {
        storage: { 'eduforum.language': language, 'eduforum.theme': theme },
      });
      await signIn(page, 'professor');
    });
    after(() => page.browserContext().close());

    test('the versions of a question', async () => {
      await wide();
      await page.goto(`${server.url}/courses/${course.id}/questions`);
      const menu = await page.waitForSelector('.question-row:last-of-type .menu-box button, .question-row:last-of-type button[aria-haspopup]');
      await menu.click();
      await press(page, say('Earlier versions', '이전 버전'));
      await page.waitForSelector('.version-list li + li');
      await see('versions');
      assert.deepEqual(page.faults, []);
    });

    test('the question board outside of the room', async () => {
      await wide();
      await page.goto(`${server.url}/courses/${course.id}`);
      await (await page.waitForSelector(`a[href="/sessions/${session.id}/questions"]`)).click();
      await page.waitForSelector('.question .answer');
      await see('board');
      assert.deepEqual(page.faults, []);
    });

    test('more time for a student', async () => {
      await wide();
      await page.goto(`${server.url}/courses/${course.id}/people`);
      await page.waitForSelector(`tr ::-p-text(${LONG})`);
      await press(page, say(`Options for ${LONG}`, `${LONG} 더 보기`));
      await press(page, say('More time …', '시간 더 주기…'));
      await page.waitForSelector('dialog[open]');
      await see('time-factor');
      assert.deepEqual(page.faults, []);
    });

    test('a quiz that is made, timed and corrected', async () => {
      await wide();
      await page.goto(`${server.url}/sessions/${session.id}`);
      await page.locator('main button.btn-primary').click();
      await inRoom(page);
      await press(page, say('Quiz', '퀴즈'));
      await press(page, say('New quiz', '새 퀴즈'));
      await page.waitForSelector('.quiz-bank .quiz-choice');
      for (const choice of (await page.$$('.quiz-bank input')).slice(0, 3)) await choice.click();
      await see('quiz-new');
      await page.keyboard.press('Escape');
      await wide();
      await press(page, say('Options for “롤스 읽기 확인 퀴즈”', '‘롤스 읽기 확인 퀴즈’ 메뉴'));
      await press(page, say('More time …', '시간 더 주기…'));
      await press(page, say('Some', '일부'));
      await page.waitForSelector('.quiz-bank .quiz-choice');
      await see('quiz-time');
      await page.keyboard.press('Escape');
      await wide();
      await press(page, say('Results', '결과'));
      await press(page, say('1 correction', '정정 1건'));
      await see('quiz-results');
      await wide();
      await press(page, say('Questions', '문제'));
      await see('quiz-items');
      await wide();
      await press(page, say('Correct question 1', '문제 1 정정'));
      await (await page.waitForSelector('.quiz-key input:not(:checked)')).click();
      await page.waitForSelector('dialog[open] .quiz-table tbody tr');
      await see('quiz-regrade');
      await page.keyboard.press('Escape');
      await wide();
      await press(page, say('Correct question 3', '문제 3 정정'));
      await page.waitForSelector('.quiz-key textarea');
      await see('quiz-key');
      assert.deepEqual(page.faults, []);
    });
  });
}
