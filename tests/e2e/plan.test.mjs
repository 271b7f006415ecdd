// A lesson plan through the interface: put together before class by mouse and keyboard, gone through in class with one press a
// step, found again on a phone when the teacher's browser dies.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { framesOf } from './support/frames.mjs';
import { Server } from './support/server.mjs';
import { enter, openPage, openTool, openToolOnPhone, press, saying, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const SECRET = 'Only for my own eyes';

let server, chrome, professor, student, course, session, token;

before(async () => {
  server = await Server.start();
  chrome = await chromium();
  token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  session = await server.newSession('Plan');
  professor = await openPage(chrome, server.url, { colour: COLOURS.professor, width: 1440, height: 900 });
  await signIn(professor, 'professor');
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const clean = async (...pages) => {
  for (const page of pages) {
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(page.faults, []);
  }
};
const titles = () =>
  professor.$$eval('.plan-steps > li', (rows) => rows.map((row) => row.querySelector('.link-plain').textContent));
const inOrder = (...wanted) =>
  until(`the steps are ${wanted}`, async () => JSON.stringify(await titles()) === JSON.stringify(wanted));
const saved = async () => {
  const [{ id }] = await server.call('GET', `/learning/plans?course_id=${course.id}`, { token });
  return server.call('GET', `/learning/plans/${id}`, { token });
};
const isSaved = (...wanted) =>
  until(`${wanted} are saved`, async () => {
    const { steps } = await saved();
    return JSON.stringify(steps.map(({ title }) => title)) === JSON.stringify(wanted);
  });
const addStep = async (title, minutes, kind, ...more) => {
  await press(professor, saying('Add a step'));
  await professor.waitForSelector('dialog[open] input');
  await professor.keyboard.type(title);
  await professor.locator('dialog[open] input[inputmode="numeric"]').fill(String(minutes));
  if (kind !== undefined) await press(professor, saying(kind, 'dialog[open] .plan-kinds'));
  for (const act of more) await act();
  await press(professor, saying('Add', 'dialog[open]'));
  await professor.waitForFunction(() => document.querySelector('dialog[open]') === null);
};

describe('before class', () => {
  test('a plan is put together, with a poll that is written on the way', async () => {
    await professor.goto(`${server.url}/courses/${course.id}`);
    await press(professor, `a[href="/courses/${course.id}/plans"]`);
    await press(professor, saying('New lesson plan'));
    await professor.locator('.plan-title').fill('Rawls, week 3');
    await addStep('Look back', 5);
    await addStep('Vote', 10, 'Poll', async () => {
      await press(professor, saying('Write a poll', 'dialog[open]'));
      await professor.locator('.poll-dialog input').fill('Which society?');
      await clean(professor);
      await press(professor, saying('Save for later', '.poll-dialog'));
      await professor.waitForFunction(() => document.querySelector('.poll-dialog') === null);
    });
    await addStep('Talk it over', 20, undefined, async () => {
      await professor.locator('dialog[open] .plan-form > .field textarea').fill(SECRET);
    });
    await isSaved('Look back', 'Vote', 'Talk it over');
    await professor.waitForSelector('.plan-length ::-p-text(35 min in all)');
    await professor.waitForSelector('.plan-length ::-p-text(55 min to spare)');
    assert.equal((await saved()).title, 'Rawls, week 3');
    await clean(professor);
  });

  test('its steps are moved by the keyboard and by dragging', async () => {
    await professor.focus('.plan-grip[aria-label="Move “Talk it over”"]');
    await professor.keyboard.press('ArrowUp');
    await inOrder('Look back', 'Talk it over', 'Vote');
    await professor.keyboard.press('ArrowUp');
    await isSaved('Talk it over', 'Look back', 'Vote');
    const boxes = await Promise.all((await professor.$$('.plan-grip')).map((grip) => grip.boundingBox()));
    const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
    await professor.mouse.move(...middle(boxes[0]));
    await professor.mouse.down();
    await professor.mouse.move(middle(boxes[2])[0], middle(boxes[2])[1] + 10, { steps: 8 });
    await professor.mouse.up();
    await isSaved('Look back', 'Vote', 'Talk it over');
  });

  test('what was deleted comes back where it stood', async () => {
    await press(professor, saying('Options for “Vote”'));
    await press(professor, saying('Delete', '[role="menu"]'));
    await isSaved('Look back', 'Talk it over');
    await press(professor, saying('Undo', '.toasts'));
    await isSaved('Look back', 'Vote', 'Talk it over');
    await professor.reload();
    await inOrder('Look back', 'Vote', 'Talk it over');
    await clean(professor);
  });
});

describe('a rehearsal', () => {
  test('goes through a plan with simulated students, says what to mend, and leaves nothing', async () => {
    const content = { kind: 'single', question: 'Which society?', options: ['A', 'B'] };
    const poll = await server.call('POST', '/learning/prepared-polls', { token, body: { course_id: course.id, content } });
    const settings = { prepared: poll.id, seconds: 120 };
    const step = { id: randomUUID(), title: 'Quick vote', minutes: 1, kind: 'poll', settings, notes: '' };
    const body = { course_id: course.id, title: 'A minute', steps: [step] };
    const plan = await server.call('POST', '/learning/plans', { token, body });
    const traces = () =>
      Promise.all([`/courses/${course.id}`, `/courses/${course.id}/sessions`].map((path) => server.call('GET', path, { token })));
    const before = await traces();
    await professor.goto(`${server.url}/courses/${course.id}/plans/${plan.id}`);
    await press(professor, 'a[href$="/rehearsal"]');
    await professor.locator('input[name="students"]').fill('6');
    await clean(professor);
    await press(professor, saying('Begin'));
    await professor.waitForSelector('[data-state="running"] ::-p-text(Step 1 of 1)');
    // Whoever comes back in the midst of it finds it where it is.
    await professor.reload();
    await professor.waitForSelector('[data-state="running"] ::-p-text(Quick vote)');
    await clean(professor);
    await professor.waitForSelector('.rehearsal [data-state="done"]');
    await professor.waitForSelector('.rehearsal-steps ::-p-text(1 min planned)');
    await professor.waitForSelector('.rehearsal-steps ::-p-text(vote)');
    await professor.waitForSelector('.rehearsal-mend ::-p-text(What begins with it takes 2 min; the step has 1 min.)');
    await clean(professor);
    assert.deepEqual(await traces(), before);
    assert.deepEqual(await readdir(path.join(server.data, 'rehearsals')), []);
    await press(professor, `.rehearsal-mend a[href$="?step=${step.id}"]`);
    const title = await professor.waitForSelector('dialog[open] .plan-form-head input');
    assert.equal(await title.evaluate(({ value }) => value), 'Quick vote');
    await professor.keyboard.press('Escape');
    await server.call('DELETE', `/learning/plans/${plan.id}`, { token });
  });
});

describe('in class', () => {
  before(async () => {
    student = await openPage(chrome, server.url, { colour: COLOURS.student1, width: 390, height: 844, frames: true });
    await signIn(student, 'student1');
    await enter(student, session.id);
    await enter(professor, session.id);
  });

  test('the plan is taken, and a step begins with its poll by one press', async () => {
    await openTool(professor, 'Plan');
    await press(professor, saying('Use “Rawls, week 3”', 'aside.panel'));
    await professor.waitForSelector('.desk ::-p-text(Look back)');
    await press(professor, saying('Start', '.desk'));
    await professor.waitForSelector('.desk ::-p-text(Plan 1 / 3 · next: Vote 10 min)');
    await clean(professor);
    await press(professor, saying('Next step', '.desk'));
    await student.waitForSelector('.poll-form ::-p-text(Which society?)');
    await professor.waitForSelector('.desk ::-p-text(Plan 2 / 3)');
    await clean(professor, student);
  });

  test('it can be taken back with what it began', async () => {
    await press(professor, saying('Undo', '.toasts'));
    await professor.waitForSelector('.desk ::-p-text(Plan 1 / 3)');
    await until('the poll is closed', async () => {
      const { polls } = await server.call('GET', `/learning/polls?session_id=${session.id}`, { token });
      return polls.length === 1 && polls[0].rounds[0].closed_at !== null;
    });
  });

  test('steps are added and skipped, and titles are shown to those who are taught', async () => {
    await press(professor, saying('Add a step', 'aside.panel'));
    await professor.waitForSelector('dialog[open] input');
    await professor.keyboard.type('A question from the floor');
    await professor.keyboard.press('Enter');
    await professor.waitForSelector('aside.panel .plan ::-p-text(A question from the floor)');
    await press(professor, saying('Options for “Vote”', 'aside.panel'));
    await press(professor, saying('Skip', '[role="menu"]'));
    await professor.waitForSelector('.desk ::-p-text(next: Talk it over 20 min)');
    await press(professor, 'aside.panel [role="switch"]');
    await student.waitForSelector('.stage-notice ::-p-text(Look back)');
    await clean(professor, student);
  });

  test('a teacher whose browser dies is at the same step on a phone', async () => {
    await press(professor, saying('Next step', 'aside.panel'));
    await professor.waitForSelector('aside.panel .plan-notes');
    await professor.browserContext().close();
    const phone = await openPage(chrome, server.url, { colour: COLOURS.professor, width: 390, height: 844 });
    await signIn(phone, 'professor');
    await enter(phone, session.id);
    await openToolOnPhone(phone, 'Plan');
    await phone.waitForSelector(`aside.panel .plan-notes ::-p-text(${SECRET})`);
    await clean(phone);
  });

  test('and no student’s frame has ever held a note', async () => {
    const frames = await framesOf(student);
    assert.ok(frames.length > 20);
    assert.ok(frames.every(({ text }) => !text.includes(SECRET)));
    assert.equal(await student.$(`::-p-text(${SECRET})`), null);
  });
});
