// The room's tools: what an anonymous vote and an exam promise, and nothing that axe finds in any panel, in the light and in
// the dark.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { makeQuiz, startQuiz } from './support/quiz.mjs';
import { Server } from './support/server.mjs';
import {
  closePanel, enter, inRoom, openPage, openTool, pictures, press, say, saying, seesPictures, signIn,
} from './support/ui.mjs';
import { until } from './support/until.mjs';

let server, chrome;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

/** A session that is live, in which a poll and a quiz of one question can be opened. */
async function newLesson(title) {
  const token = await server.signIn('professor');
  const session = await server.newSession(title);
  const content = { kind: 'single', question: 'Which society?', options: ['Mean', 'Floor'], names: 'shown' };
  const question = { kind: 'true_false', text: 'Rawls wrote it.', answer: true };
  return {
    session: session.id,
    openPoll: (fields = {}) =>
      server.call('POST', '/learning/polls', { token, body: { session_id: session.id, content: { ...content, ...fields } } }),
    closePoll: async (poll) => {
      const body = { session_id: session.id };
      await server.call('POST', `/learning/polls/${poll}/close`, { token, body });
      return server.call('GET', `/learning/polls/${poll}/results?session_id=${session.id}`, { token });
    },
    openQuiz: async (settings = {}) => {
      const { id } = await makeQuiz(server, token, session, [['1', question]], settings);
      await server.call('POST', `/learning/quizzes/${id}/open`, { token, body: { session_id: session.id } });
    },
  };
}

describe('an anonymous vote', () => {
  test('is counted though its page was loaded anew at once, and says nothing of its voter', async () => {
    const lesson = await newLesson('Anonymous');
    const student = await openPage(chrome, server.url, { colour: COLOURS.student1 });
    await signIn(student, 'student1');
    await enter(student, lesson.session);
    const cast = [];
    student.on('request', (request) => {
      if (request.url().endsWith('/ballots')) cast.push(request);
    });
    const { poll } = await lesson.openPoll({ names: 'anonymous' });
    await press(student, '.poll-opt');
    await press(student, saying('Submit answer'));
    await student.waitForSelector('.poll-form ::-p-text(apart from your name)');
    await student.reload();
    // The close waits five seconds for votes that are on their way, which a page that still loads may need for itself.
    await inRoom(student);
    const { poll: closed } = await lesson.closePoll(poll);
    assert.deepEqual(closed.rounds[0].result.counts, [1, 0]);
    for (const request of cast) {
      const { authorization, cookie } = request.headers();
      assert.deepEqual([authorization, cookie], [undefined, undefined]);
    }
    assert.deepEqual(student.faults, []);
    await student.browserContext().close();
  });
});

describe('an exam', () => {
  test('leaves whoever sits it alone until it is handed in', async () => {
    const lesson = await newLesson('Exam');
    const pages = [];
    for (const person of ['professor', 'student1']) {
      const page = await openPage(chrome, server.url, { colour: COLOURS[person] });
      await signIn(page, person);
      await enter(page, lesson.session);
      pages.push(page);
    }
    const [professor, student] = pages;
    await seesPictures(student, 1, { fps: 1, width: 160 });
    await lesson.openQuiz({ exam: true });
    await startQuiz(student);

    await student.waitForSelector('.stage-notice ::-p-text(Exam)');
    await until('others are out of sight', async () => Object.keys(await pictures(student)).length === 0);
    assert.equal(await student.$(saying('Chat', '.bottom')), null);
    assert.deepEqual(await axeFaults(student), []);
    await professor.waitForSelector('.exam-mark');

    await press(student, saying('Submit', 'aside.panel'));
    await press(student, saying('Submit', 'dialog'));
    await seesPictures(student, 1, { fps: 1, width: 160 });
    await student.waitForSelector(saying('Chat', '.bottom'));
    await professor.waitForFunction(() => document.querySelector('.exam-mark') === null);
    for (const page of pages) {
      assert.deepEqual(page.faults, []);
      await page.browserContext().close();
    }
  });
});

describe('the panels', () => {
  let lesson;
  const people = ['professor', 'student1'];
  const room = {};

  before(async () => {
    lesson = await newLesson('Panels');
    await lesson.openQuiz();
    for (const person of people) {
      room[person] = await openPage(chrome, server.url, { colour: COLOURS[person] });
      await signIn(room[person], person);
      await enter(room[person], lesson.session);
    }
    await openTool(room.student1, 'Chat');
    await say(room.student1, 'Here is what I think: https://example.org/paper');
    await press(room.student1, saying('Raise hand', '.bottom'));
    await closePanel(room.student1);
    await startQuiz(room.student1);
    await lesson.openPoll();
  });

  /** What axe finds now in the light and in the dark. */
  async function look(person, tool) {
    const page = room[person];
    await openTool(page, tool);
    for (const theme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.waitForFunction((shown) => document.documentElement.dataset.theme === shown, {}, theme);
      assert.deepEqual(await axeFaults(page), [], `${tool} of ${person}, ${theme}`);
    }
  }

  for (const [person, tools] of [
    ['student1', ['Chat', 'Poll', 'Quiz', 'People']],
    ['professor', ['Chat', 'Poll', 'Quiz', 'People', 'Breakouts']],
  ]) {
    test(`of ${person} have nothing that axe finds`, async () => {
      for (const tool of tools) await look(person, tool);
    });
  }

  test('of breakouts that are open have nothing that axe finds', async () => {
    await press(room.professor, saying('Draw groups', 'aside.panel'));
    await press(room.professor, saying('Open 1 group', 'aside.panel'));
    await room.student1.waitForSelector('.group-card');
    await look('professor', 'Breakouts');
    await look('student1', 'Chat');
  });
});
