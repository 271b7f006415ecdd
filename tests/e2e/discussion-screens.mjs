// The screens of a discussion, with names as long as names get: at three widths, in both languages and themes, nothing that
// axe finds, no error in the console, and the pictures in $EDUFORUM_SCREENS for somebody to look at.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { signedToken } from './support/blind.mjs';
import { crowd } from './support/crowd.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { enter, openPage, press, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const LONG = '알렉산드리아 마리아 콘스탄티나 폰 데어 라이엔-슈바르첸베르크';
const QUESTION = '무지의 베일 뒤에 있는 사람이 가족에 대한 의무를 안다면 차등 원칙을 그대로 고를까요?';
const GIVEN = {
  student2: [true, '가족을 아는 순간 베일이 아니에요. 그래서 고르지 않을 것 같아요.'],
  student3: [true, ''],
  student4: [false, 'Only if the family is one of the primary goods.'],
  long: [true, 'I would still choose it.'],
};

const VOTERS = Array.from({ length: 16 }, (_, number) => `voter${number}`);
const BEFORE = VOTERS.map((_, number) => (number < 8 ? 'for' : number < 12 ? 'against' : 'undecided'));
const AFTER = VOTERS.map((_, number) => (number < 5 || number > 13 ? 'for' : 'against'));

const voters = [];
let server, chrome, token;

before(async () => {
  server = await Server.start({ env: { EDUFORUM_ROOM__SETTLED_SECONDS: '0', EDUFORUM_LIMITS__LOGIN_PER_MINUTE: '0', EDUFORUM_LIMITS__REGISTER_PER_MINUTE: '0' } });
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  token = await server.signIn('professor');
  const [course] = await server.call('GET', '/courses', { token });
  await server.call('POST', '/auth/register', { body: { email: 'long@eduforum.test', password: PASSWORD, name: LONG } });
  await server.call('POST', '/courses/join', { token: await server.signIn('long'), body: { join_code: course.join_code } });
  for (const voter of VOTERS) {
    await server.call('POST', '/auth/register', { body: { email: `${voter}@eduforum.test`, password: PASSWORD, name: voter } });
    voters.push(await server.signIn(voter));
    await server.call('POST', '/courses/join', { token: voters.at(-1), body: { join_code: course.join_code } });
  }
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const byWords = (...texts) =>
  `::-p-xpath(//button[${texts.map((text) => `normalize-space(.)="${text}" or @aria-label="${text}"`).join(' or ')}])`;

for (const [language, theme] of LOOKS) {
  describe(`a discussion in ${language}, ${theme}`, () => {
    const pages = {};
    let session, me, long;
    const say = (en, ko) => (language === 'en' ? en : ko);
    const see = async (person, screen) => {
      await look(pages[person], FOLDER, [screen, person, language, theme].join('-'));
      await pages[person].setViewport({ width: 1440, height: 900 });
    };
    const post = async (path, body = {}, by = token) =>
      server.call('POST', `/learning${path}`, { token: by, body: { session_id: session.id, ...body } });

    before(async () => {
      session = await server.newSession('정의론과 무지의 베일');
      me = (await server.call('GET', '/auth/me', { token: await server.signIn('student1') })).id;
      long = (await server.call('GET', '/auth/me', { token: await server.signIn('long') })).id;
      const tickets = [];
      for (const person of Object.keys(GIVEN)) {
        tickets.push(await server.call('POST', `/sessions/${session.id}/join`, { token: await server.signIn(person) }));
      }
      await crowd(chrome, server.url, tickets);
      for (const person of ['professor', 'student1']) {
        pages[person] = await openPage(chrome, server.url, {
          storage: { 'eduforum.language': language, 'eduforum.theme': theme },
        });
        await signIn(pages[person], person);
        await enter(pages[person], session.id, say('Join', '들어가기'));
        await pages[person].setViewport({ width: 1440, height: 900 });
      }
      await press(pages.professor, `.bottom ${byWords(say('Discuss', '토론'))}`);
    });
    after(() => Promise.all(Object.values(pages).map((page) => page.browserContext().close())));

    test('a call and a timed turn', async () => {
      await post('/hands/time', { seconds: 60 });
      const call = await until('whoever is looked at is drawn', async () => {
        const { call: drawn } = await post('/cold-calls').catch(() => ({ call: null }));
        return drawn?.participant_id === me ? drawn : null;
      });
      await see('professor', 'call-drawn');
      await post(`/cold-calls/${call.id}/call`, { seconds: 60 });
      await pages.student1.waitForSelector('.stage-notice');
      await see('student1', 'call-warned');
      await see('professor', 'call-warned');
      await press(pages.student1, `.stage-notice ${byWords(say('In writing', '글로 답하기'))}`);
      await pages.student1.waitForSelector('dialog[open]');
      await see('student1', 'call-write');
      await pages.student1.keyboard.press('Escape');
      const text = '가족을 모른다면 고르겠지만, 안다면 고르지 않을 거예요.';
      await post(`/cold-calls/${call.id}/write`, { text }, await server.signIn('student1'));
      await post('/hands/give', { participant: me });
      await pages.student1.waitForSelector('.stage-notice .turn-clock');
      await see('student1', 'turn');
      await see('professor', 'call-written');
      await press(pages.professor, '.bottom .tools.right > button:last-child');
      await pages.professor.waitForSelector('aside.panel .turn-clock');
      await see('professor', 'turn');
      await press(pages.professor, `.bottom ${byWords(say('Discuss', '토론'))}`);
      await post('/hands/lower-all');
      for (const page of Object.values(pages)) assert.deepEqual(page.faults, []);
    });

    test('a debate', async () => {
      const MOTION = '기본 소득은 가족을 돌보는 일의 값을 셈하는 가장 나은 길이다';
      const at = (debate, to) => `/debates/${debate.id}/${to}`;
      const ballots = (debate, body) => server.call('POST', `/learning/debates/${debate.id}/ballots`, { body });
      await press(pages.professor, `aside.panel ${byWords(say('Start a debate', '찬반 토론 시작'))}`);
      await pages.professor.waitForSelector('dialog[open]');
      await see('professor', 'debate-setup');
      await pages.professor.keyboard.press('Escape');
      let { debate } = await post('/debates', { motion: MOTION, seconds: 600 });
      await see('professor', 'debate-motion');
      ({ debate } = await post(at(debate, 'ask'), { vote: 'before' }));
      const tokens = [];
      for (const by of voters) {
        const sign = async (blinded) => (await post(at(debate, 'token'), { blinded }, by)).signature;
        tokens.push(await signedToken(debate.key, sign));
      }
      const cast = async (vote, views) => {
        for (const [number, view] of views.entries()) {
          await ballots(debate, { vote, view, ...tokens[number] });
        }
      };
      await cast('before', BEFORE);
      await pages.student1.waitForSelector('aside.panel .poll-opts');
      await see('student1', 'debate-vote');
      await see('professor', 'debate-voting');
      await press(pages.student1, 'aside.panel .poll-opt:last-child');
      await press(pages.student1, `aside.panel ${byWords(say('Vote', '투표하기'))}`);
      await pages.student1.waitForSelector('aside.panel [role="status"]');
      await see('student1', 'debate-voted');
      await post(at(debate, 'count'));
      await post(at(debate, 'draw'), { way: 'balanced' });
      for (const [person, place] of [[me, 'against'], [long, 'for']]) {
        await post(at(debate, 'sides'), { participant: person, place });
      }
      await see('professor', 'debate-sides');
      await post(at(debate, 'begin'), { kind: 'opening', participant: long });
      await pages.student1.waitForSelector('.debate-notice');
      await see('student1', 'debate-turn');
      const asked = await post(at(debate, 'points'), {}, await server.signIn('student1'));
      const [point] = asked.debate.speeches[0].points;
      await see('professor', 'debate-point');
      await see('student1', 'debate-asked');
      await post(at(debate, `points/${point.id}`), { accept: true });
      await post(at(debate, 'begin'), { kind: 'rebuttal', participant: me });
      await see('student1', 'debate-own-turn');
      await post(at(debate, 'yield'));
      await see('professor', 'debate-next');
      await post(at(debate, 'ask'), { vote: 'after' });
      await cast('after', AFTER);
      await post(at(debate, 'count'));
      await pages.student1.waitForSelector('.debate-flow');
      await see('student1', 'debate-result');
      await see('professor', 'debate-result');
      await post(at(debate, 'close'));
      for (const page of Object.values(pages)) assert.deepEqual(page.faults, []);
    });

    test('think time', async () => {
      await pages.professor.waitForSelector('aside.panel textarea');
      await see('professor', 'think-ask');
      const { floor } = await post('/floors', { question: QUESTION, seconds: 300 });
      for (const [person, [hand, text]] of Object.entries(GIVEN)) {
        await post(`/floors/${floor.id}/give`, { hand, text }, await server.signIn(person));
      }
      await pages.student1.waitForSelector('aside.panel .poll-form');
      await press(pages.student1, `aside.panel ${byWords(say('Raise hand', '손들기'))}`);
      await see('student1', 'think');
      await see('professor', 'think');
      await post(`/floors/${floor.id}/reveal`);
      await pages.professor.waitForSelector('.think-entries');
      await see('professor', 'think-shown');
      await see('student1', 'think-shown');
      await post(`/floors/${floor.id}/call`);
      await post(`/floors/${floor.id}/close`);
      await pages.professor.waitForSelector('.think-report');
      await see('professor', 'think-report');
      for (const page of Object.values(pages)) assert.deepEqual(page.faults, []);
    });
  });
}
