// A class in which neither the teacher nor the student has a mouse, from the door to the end.
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { tabTo } from './support/keyboard.mjs';
import { makeQuiz, saved } from './support/quiz.mjs';
import { Server } from './support/server.mjs';
import { chat, inRoom, openPage, saying, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

let server, chrome, session, teacher, student;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  session = await server.newSession('Without a mouse', { start: false });
  const question = { kind: 'true_false', text: 'Rawls wrote it.', answer: true };
  await makeQuiz(server, await server.signIn('professor'), session, [['1', question]]);
  teacher = await openPage(chrome, server.url, { colour: COLOURS.professor });
  await signIn(teacher, 'professor');
  student = await openPage(chrome, server.url, { colour: COLOURS.student1 });
  await signIn(student, 'student1');
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

/** Goes to what is called `name`, once it is there, and presses it. */
async function enterBy(page, name) {
  await page.waitForSelector(saying(name));
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

async function comeIn(page, name) {
  await page.goto(`${server.url}/sessions/${session.id}`);
  await enterBy(page, name);
  await inRoom(page);
}

const holdsFocus = (page, selector) =>
  page.waitForFunction((wanted) => document.activeElement?.closest(wanted) != null, {}, selector);

describe('without a mouse', () => {
  test('the teacher starts the class, and the student comes in', async () => {
    await comeIn(teacher, 'Start class');
    await comeIn(student, 'Join');
  });

  test('the student writes, and the teacher reads it', async () => {
    await student.keyboard.press('c');
    await holdsFocus(student, 'textarea');
    await student.keyboard.type('No mouse here.');
    await student.keyboard.press('Enter');
    await teacher.keyboard.press('c');
    await until('it is read', async () => (await chat(teacher)).includes('No mouse here.'));
    for (const page of [student, teacher]) {
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.querySelector('aside.panel') === null);
    }
  });

  test('the student raises a hand and lowers it', async () => {
    await enterBy(student, 'Raise hand');
    await student.waitForSelector('.hand-note ::-p-text(Hand raised)');
    await student.keyboard.press('h');
    await student.waitForSelector(saying('Raise hand', '.bottom'));
  });

  test('the teacher calls the student, who says when they are done', async () => {
    await student.keyboard.press('h');
    await enterBy(teacher, 'Call next');
    await student.waitForSelector('::-p-text(You have the floor)');
    await enterBy(student, 'I am done');
    await teacher.waitForFunction(() => document.querySelector('.hands-cell') === null);
  });

  test('the student reacts', async () => {
    await enterBy(student, 'React');
    await student.waitForFunction(() => document.activeElement?.ariaLabel === 'Applause');
    await student.keyboard.press('ArrowRight');
    await student.keyboard.press('Enter');
    await student.waitForSelector('.tile .reaction[title="Thumbs up"]');
    await student.waitForFunction(() => document.querySelector('.reaction') === null);
  });

  test('the teacher asks a poll, and the student votes in the panel that opened by itself', async () => {
    await teacher.keyboard.press('t');
    await enterBy(teacher, 'Quick poll');
    await enterBy(teacher, 'Start poll');

    await student.waitForSelector('.poll-form');
    await student.keyboard.press('t');
    await holdsFocus(student, '.poll-form');
    await student.keyboard.press('ArrowDown');
    await enterBy(student, 'Submit answer');
    await student.waitForSelector('.poll-form ::-p-text(Answer received)');

    await enterBy(teacher, 'End poll');
    await student.waitForSelector('aside.panel .poll-bars');
  });

  test('the teacher opens a quiz, and the student takes it', async () => {
    await enterBy(teacher, 'Quiz');
    await enterBy(teacher, 'Open');

    await enterBy(student, 'Show quiz');
    await enterBy(student, 'Start');
    await student.waitForSelector('.quiz-question');
    await tabTo(student, 'True');
    await student.keyboard.press('Space');
    await saved(student);
    await enterBy(student, 'Submit');
    await student.waitForSelector('dialog');
    await enterBy(student, 'Submit');
    await student.waitForSelector('aside.panel ::-p-text(Result not released yet)');
    await teacher.waitForSelector('aside.panel ::-p-text(1 of 1 submitted)');
  });

  test('the teacher opens groups and calls everyone back', async () => {
    await teacher.keyboard.press('b');
    await enterBy(teacher, 'Draw groups');
    await enterBy(teacher, 'Open 1 group');
    await student.waitForSelector('.group-card');
    await enterBy(teacher, 'Call everyone back');
    await enterBy(teacher, 'Bring everyone back now');
    await student.waitForFunction(() => document.querySelector('.group-card') === null);
  });

  test('the teacher ends the class for all', async () => {
    await enterBy(teacher, 'Leave');
    await teacher.waitForFunction(() => document.activeElement?.textContent === 'Leave, class goes on');
    await teacher.keyboard.press('ArrowDown');
    await teacher.keyboard.press('Enter');
    await teacher.waitForSelector('dialog button.btn-danger');
    await enterBy(teacher, 'End class');
    await student.waitForSelector('::-p-text(The class has ended)');
  });
});
