// A class as it is taught, through the interface alone: a teacher and four students, one of them in Firefox, one on a phone,
// one by a wire that breaks; the server is killed in the middle of it, and nobody loses their place.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium, firefox } from './support/browsers.mjs';
import { COLOURS, facesSeen } from './support/camera.mjs';
import { framesOf, valuesOf } from './support/frames.mjs';
import { makeQuiz, saved, startQuiz } from './support/quiz.mjs';
import { Server } from './support/server.mjs';
import {
  button, chat, closePanel, enter, inRoom, openPage, openTool, press, say, saying, signIn,
} from './support/ui.mjs';
import { until } from './support/until.mjs';
import { Wire } from './support/wire.mjs';

const STUDENTS = ['student1', 'student2', 'student3', 'student4'];
/** Nobody types this: who reads it has been sent the key. */
const KEY = 'lexical-priority-7391';
const EXPLANATION = 'explanation-2846';
const QUESTIONS = [
  ['1', { kind: 'true_false', text: 'Rawls wrote it.', answer: true, explanation: EXPLANATION }],
  ['2', { kind: 'short_text', text: 'Which rule comes first?', accepted: [KEY], case_sensitive: false, spaces: true }],
];

let server, wire, chrome, fox, session;
/** A page for each person, and whose id is whose. */
const pages = {};
const ids = {};
/** When students might first know a tally, in milliseconds since 1970. */
let told = Infinity;

before(async () => {
  server = await Server.start();
  wire = await Wire.to(server.port);
  [chrome, fox] = await Promise.all([chromium(), firefox()]);
  const token = await server.signIn('professor');
  session = await server.newSession('A class', { start: false });
  await makeQuiz(server, token, session, QUESTIONS);
  for (const person of ['professor', ...STUDENTS]) {
    ids[person] = (await server.call('GET', '/auth/me', { token: await server.signIn(person) })).id;
    pages[person] = await openPage(person === 'student3' ? fox : chrome, person === 'student2' ? wire.url : server.url, {
      colour: COLOURS[person],
      frames: true,
      ...(person === 'student4' ? { width: 390, height: 844 } : {}),
    });
    await signIn(pages[person], person);
  }
});

after(async () => {
  await Promise.allSettled([chrome?.close(), fox?.close()]);
  wire?.close();
  await server?.stop();
});

const students = (act) => Promise.all(STUDENTS.map((person) => act(pages[person], person)));

/** Waits until the pictures are of exactly these people, by what the tiles say and by what they show. */
async function sees(page, people) {
  const wanted = Object.fromEntries(people.map((person) => [ids[person], person]));
  let seen;
  await until(`the pictures are of ${people.join(', ') || 'nobody'}`, async () => {
    seen = await facesSeen(page);
    return people.length === Object.keys(seen).length && people.every((person) => seen[ids[person]] === person);
  }, 60_000, () => JSON.stringify({ wanted, seen }));
}

const tallies = (frame) => valuesOf(frame, 'counts').filter(Array.isArray);
const others = (person) => ['professor', ...STUDENTS].filter((each) => each !== person);

/** Picks an answer and sends it. The poll opens by itself, except over what one reads or writes: there a notice leads to it. */
async function vote(page, option) {
  const way = await page.waitForSelector(`.poll-form, ${saying('Answer', '.stage-notice')}`);
  if (await way.evaluate((element) => element.matches('button'))) await press(page, saying('Answer', '.stage-notice'));
  await press(page, `.poll-form ::-p-xpath(.//label[contains(., "${option}")])`);
  await press(page, `.poll-form button[type="submit"]`);
  await page.waitForSelector('.poll-form ::-p-text(Answer received)');
}

describe('a class', () => {
  test('begins: the teacher starts it, and all see each other', async () => {
    await enter(pages.professor, session.id, 'Start class');
    await students((page) => enter(page, session.id));
    await sees(pages.professor, STUDENTS);
    await students((page, person) => (person === 'student4' ? page.waitForSelector('.tile') : sees(page, others(person))));
  });

  test('talks: what each writes is read by all in one order', async () => {
    await openTool(pages.professor, 'Chat');
    await students((page) => openTool(page, 'Chat'));
    await say(pages.professor, 'Who would you be?');
    await students((page) => until('the question is there', async () => (await chat(page)).includes('Who would you be?')));
    await students((page, person) => say(page, `I do not know, says ${person}.`));
    await until('all have answered', async () => (await chat(pages.professor)).length === 1 + STUDENTS.length);
    const said = await chat(pages.professor);
    await students((page) => until('the order is the same', async () => JSON.stringify(await chat(page)) === JSON.stringify(said)));
  });

  test('raises hands: the first who asked has the floor first', async () => {
    const { professor, student1, student4 } = pages;
    await students(closePanel);
    for (const page of [student4, student1]) {
      await press(page, saying('Raise hand', '.bottom'));
      await page.waitForSelector(saying('Lower hand', '.bottom'));
    }
    await professor.waitForSelector('.hands-cell ::-p-text(Raised hands 2)');
    await press(professor, saying('Call next', '.hands-cell'));
    await student4.waitForSelector('::-p-text(You have the floor)');
    await student1.waitForSelector('.hand-note ::-p-text(1st in line)');
    await press(professor, saying('Call next', '.hands-cell'));
    await student1.waitForSelector('::-p-text(You have the floor)');
    await press(student1, saying('I am done'));
    await professor.waitForFunction(() => document.querySelector('.hands-cell') === null);
  });

  test('votes alone, and knows nothing of the tally before the end', async () => {
    const { professor } = pages;
    await openTool(professor, 'Poll');
    await press(professor, saying('Quick poll', 'aside.panel'));
    await press(professor, 'dialog ::-p-xpath(.//label[@title="Option A is right"])');
    await press(professor, 'dialog .poll-more summary');
    await press(professor, 'dialog ::-p-xpath(.//label[contains(., "Peer instruction")])');
    await press(professor, saying('Start poll', 'dialog'));
    await students((page, person) => vote(page, ['student1', 'student2'].includes(person) ? 'Yes' : 'No'));
    await professor.waitForSelector('aside.panel ::-p-text(Everyone here has answered.)');
    await press(professor, saying('End poll', 'aside.panel'));
    await professor.waitForSelector('aside.panel ::-p-text(50 % right)');
  });

  test('discusses and votes again', async () => {
    const { professor } = pages;
    await press(professor, saying('Discuss', 'aside.panel'));
    await students((page) => page.waitForSelector('aside.panel ::-p-text(Discuss with the others.)'));
    await press(professor, saying('Vote again', 'aside.panel'));
    await students((page) => vote(page, 'Yes'));
    await professor.waitForSelector('aside.panel ::-p-text(Everyone here has answered.)');
    await press(professor, saying('End poll', 'aside.panel'));
    await professor.waitForSelector('aside.panel ::-p-text(100 % right)');
    told = Date.now();
    await press(professor, saying('Show results and answer', 'aside.panel'));
    await students((page) => page.waitForSelector('aside.panel .poll-results, aside.panel .poll-bars'));
  });

  test('takes a quiz, in which a lost connection and a killed server cost nobody an answer', async () => {
    const { professor, student2 } = pages;
    await openTool(professor, 'Quiz');
    await press(professor, saying('Open', 'aside.panel'));
    await students(startQuiz);

    wire.cut();
    await student2.waitForSelector('::-p-text(Reconnecting)');
    await press(student2, '.quiz-question ::-p-xpath(.//label[normalize-space(.)="True"])');
    await student2.waitForSelector('.quiz-head ::-p-text(Not connected: kept here)');
    wire.mend();
    await saved(student2);

    for (const person of STUDENTS.filter((each) => each !== 'student2')) {
      await press(pages[person], '.quiz-question ::-p-xpath(.//label[normalize-space(.)="False"])');
      await saved(pages[person]);
    }
    await server.kill('SIGKILL');
    await students((page) => page.waitForSelector('::-p-text(Reconnecting)'));
    await students((page) => page.locator('.quiz-question input[type="text"], .quiz-question input.input').fill('equal liberty'));
    await server.launch();

    await students((page) => until('what was typed is saved', async () => {
      const head = await page.$eval('.quiz-head', (each) => each.textContent);
      return head.includes('Saved at') && !(await page.$('::-p-text(Reconnecting)'));
    }, 60_000));
    await professor.waitForSelector('aside.panel ::-p-text(2 of 2 answered)');
    await students(async (page) => {
      await press(page, saying('Submit', 'aside.panel'));
      await press(page, saying('Submit', 'dialog'));
      await page.waitForSelector('aside.panel ::-p-text(Result not released yet)');
    });
    await professor.waitForSelector('aside.panel ::-p-text(4 of 4 submitted)');
    const [quiz] = (await server.call('GET', `/learning/quizzes?session_id=${session.id}`, { token: await server.signIn('professor') })).quizzes;
    const { attempts } = await server.call('GET', `/learning/quizzes/${quiz.id}/results`, { token: await server.signIn('professor') });
    const earned = Object.fromEntries(attempts.map(({ participant_id, earned: points }) => [participant_id, Number(points)]));
    assert.deepEqual(earned, { [ids.student1]: 0, [ids.student2]: 1, [ids.student3]: 0, [ids.student4]: 0 });
  });

  test('splits up: each group sees its own people, and nobody else', async () => {
    const { professor } = pages;
    await openTool(professor, 'Breakouts');
    await press(professor, saying('Draw groups', 'aside.panel'));
    await press(professor, 'aside.panel ::-p-xpath(.//button[starts-with(normalize-space(.), "Open ")])');
    await students((page) => page.waitForSelector('.group-card'));
    const groups = await groupsOf();
    await students((page, person) => (person === 'student4' ? null : sees(page, groups[person])));
  });

  test('goes on in its groups when the server is killed', async () => {
    const before = await groupsOf();
    await server.kill('SIGKILL');
    await students((page) => page.waitForSelector('::-p-text(Reconnecting)'));
    await server.launch();

    await students((page, person) => (person === 'student4' ? null : sees(page, before[person])));
    await students((page) => page.waitForSelector('.group-card'));
    await pages.professor.waitForFunction(() => document.querySelector('.recon') === null);
    assert.deepEqual(await groupsOf(), before);
  });

  test('is together again as it was', async () => {
    const { professor } = pages;
    await press(professor, saying('Call everyone back', 'aside.panel'));
    await press(professor, saying('Bring everyone back now', 'aside.panel'));
    await sees(professor, STUDENTS);
    await students((page, person) => (person === 'student4' ? null : sees(page, others(person))));
  });

  test('takes in a guest, who speaks with them', async () => {
    const { professor } = pages;
    await openTool(professor, 'People');
    await press(professor, saying('Invite a guest', 'aside.panel'));
    await press(professor, saying('Make link', 'dialog'));
    const link = await professor.waitForSelector('dialog input[readonly]').then((field) => field.evaluate(({ value }) => value));
    await press(professor, saying('Close', 'dialog'));
    const guest = await openPage(chrome, server.url, { colour: COLOURS.guest, frames: true });
    pages.guest = guest;
    await guest.goto(link);
    await guest.locator('input[name="name"]').fill('Ada Guest');
    await press(guest, saying('Join'));
    await press(professor, saying('Let Ada Guest in'));
    await inRoom(guest);

    await openTool(guest, 'Chat');
    await say(guest, 'Good morning.');
    await students(async (page) => {
      await closePanel(page);
      await openTool(page, 'Chat');
      await until('it is read', async () => (await chat(page)).includes('Good morning.'));
    });
  });

  test('ends for everybody', async () => {
    await pages.professor.locator(button('Leave')).click();
    await pages.professor.locator('::-p-text(End class)').click();
    await pages.professor.locator('dialog button.btn-danger').click();
    await students((page) => page.waitForSelector('::-p-text(The class has ended)'));
    await pages.guest.waitForSelector('::-p-text(The class has ended)');
  });

  test('has told nobody who learns a key, a score or a tally before its time', async () => {
    for (const person of [...STUDENTS, 'guest']) {
      const heard = await framesOf(pages[person]);
      assert.ok(heard.length > 20, `${person} was sent ${heard.length} frames`);
      for (const { at, text, frame } of heard) {
        for (const secret of [KEY, EXPLANATION]) assert.ok(!text.includes(secret), `${person}: ${text}`);
        for (const name of ['accepted', 'earned', 'score']) assert.deepEqual(valuesOf(frame, name), [], `${person}: ${text}`);
        if (at < told) assert.deepEqual(tallies(frame), [], `${person}: ${text}`);
      }
      if (person === 'guest') continue;
      assert.ok(heard.some(({ frame }) => tallies(frame).length > 0), 'what is searched for comes in the end');
    }
  });

  test('has left no fault in a console', () => {
    // The server was gone twice, and a wire was cut.
    const expected = /ERR_|WebSocket|Failed to load resource|NetworkError|establish a connection|was interrupted/;
    for (const [person, page] of Object.entries(pages)) {
      assert.deepEqual(page.faults.filter((fault) => !expected.test(fault)), [], person);
    }
  });
});

/** As the teacher was told last: with whom each student is in a group. */
async function groupsOf() {
  const heard = await framesOf(pages.professor);
  const groups = heard.flatMap(({ frame }) => valuesOf(frame, 'breakout')).at(-1).groups;
  return Object.fromEntries(
    STUDENTS.map((person) => {
      const group = groups.find(({ people }) => people.includes(ids[person]));
      return [person, STUDENTS.filter((each) => each !== person && group.people.includes(ids[each]))];
    }),
  );
}
