// A class by its plan, through the interface alone: slides, a board that three draw on at once, somebody called, time to think, a
// debate with votes before and after, notes, the end and the record. One student is in Firefox, one on a phone; the server is
// killed while people think, and nobody loses their place or their words.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signedToken } from './support/blind.mjs';
import { chromium, firefox } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { prepareDeck } from './support/deck.mjs';
import { framesOf } from './support/frames.mjs';
import { Server } from './support/server.mjs';
import {
  button, closePanel, enter, openPage, openTool, openToolOnPhone, press, saying, signIn,
} from './support/ui.mjs';
import { until } from './support/until.mjs';

const STUDENTS = ['student1', 'student2', 'student3', 'student4'];
/** Of the course, and in no browser: so few votes as four are not told. */
const FIFTH = 'student5';
const MOTION = 'The floor comes before the mean';
const SECRET = 'Nobody who learns reads this';

let server, chrome, fox, session, token;
/** A page for each person, and whose id is whose. */
const pages = {};
const ids = {};

before(async () => {
  server = await Server.start({ env: { EDUFORUM_ROOM__SETTLED_SECONDS: '0' } });
  [chrome, fox] = await Promise.all([chromium(), firefox()]);
  token = await server.signIn('professor');
  session = await server.newSession('A lecture', { start: false });
  await plan();
  await server.call('POST', `/courses/${session.course_id}/enrollments`, {
    token, body: { email: `${FIFTH}@eduforum.test`, role: 'student' },
  });
  for (const person of ['professor', ...STUDENTS]) {
    ids[person] = (await server.call('GET', '/auth/me', { token: await server.signIn(person) })).id;
    pages[person] = await openPage(person === 'student3' ? fox : chrome, server.url, {
      colour: COLOURS[person],
      frames: true,
      ...(person === 'student4' ? { width: 390, height: 844 } : {}),
    });
    await signIn(pages[person], person);
  }
});

after(async () => {
  await Promise.allSettled([chrome?.close(), fox?.close()]);
  await server?.stop();
});

/** Slides that are prepared in the course, and a plan that goes through everything. */
async function plan() {
  const course = session.course_id;
  const prepared = await prepareDeck(server, token, course, 'maximin.pdf');
  const steps = [
    ['What was said', 10, 'slides', { prepared: prepared.id, page: 2 }],
    ['Draw the veil', 10, 'whiteboard'],
    ['Somebody is asked', 5, 'cold_call'],
    ['Think', 5, 'think', { question: 'Who decides the rate?', seconds: 300 }],
    ['Argue', 30, 'debate', { motion: MOTION, seconds: 300, points: 1 }],
  ].map(([title, minutes, kind, settings = {}]) => ({ id: crypto.randomUUID(), title, minutes, kind, settings, notes: SECRET }));
  await server.call('POST', '/learning/plans', { token, body: { course_id: course, title: 'Rawls', steps } });
}

const students = (act, people = STUDENTS) => Promise.all(people.map((person) => act(pages[person], person)));
const openTo = (page, person, name) => (person === 'student4' ? openToolOnPhone : openTool)(page, name);
const panel = (words) => `aside.panel ::-p-text(${words})`;

async function next(title) {
  await press(pages.professor, saying('Next step', '.desk'));
  await pages.professor.waitForSelector(`.desk ::-p-text(${title})`);
}

describe('a lecture', () => {
  test('goes by its plan: its first step puts slides before everybody, at their page', async () => {
    await enter(pages.professor, session.id, 'Start class');
    await students((page) => enter(page, session.id));
    await openTool(pages.professor, 'Plan');
    await press(pages.professor, saying('Use “Rawls”', 'aside.panel'));
    await press(pages.professor, saying('Start', '.desk'));
    const isAt = (page, number) => page.waitForSelector(`.slides .stage-ctl .num ::-p-text(${number} / 21)`);
    await students((page) => isAt(page, 2));
    await students((page) => page.waitForSelector('.slide-paper canvas'));
    await closePanel(pages.professor);
    await pages.professor.waitForSelector('.slide-paper canvas');
    await pages.professor.keyboard.press('PageDown');
    await students((page) => isAt(page, 3));
  });

  test('draws on one board, three at once', async () => {
    await next('Draw the veil');
    await students((page) => page.waitForSelector('.board-tools'));
    const drawers = STUDENTS.slice(0, 3);
    await students(async (page, person) => {
      await press(page, saying('Note', '.board-tools'));
      const { x, y } = await page.$eval('.board-canvas', (element) => element.getBoundingClientRect().toJSON());
      await page.mouse.click(x + 300, y + 120 + 130 * drawers.indexOf(person));
      await page.waitForSelector('.board-text');
      await page.keyboard.type(`Written by ${person}`);
      await page.keyboard.press('Escape');
    }, drawers);
    const labels = (page) =>
      page.$$eval('.board-svg [data-id]', (all) => all.map((each) => each.getAttribute('aria-label')).join('\n'));
    await students((page) =>
      until('all have what each has written', async () => {
        const written = await labels(page);
        return drawers.every((person) => written.includes(`Written by ${person}`));
      }),
    );
  });

  test('asks somebody, whom the teacher sees first, and who may pass', async () => {
    await next('Somebody is asked');
    await openTool(pages.professor, 'Discuss');
    await pages.professor.waitForSelector(panel('Only you see this so far'));
    for (const person of STUDENTS) assert.equal(await pages[person].$('.stage-notice ::-p-text(called)'), null);
    await press(pages.professor, saying('Call now', 'aside.panel'));
    const called = await Promise.any(
      STUDENTS.map(async (person) => {
        await pages[person].waitForSelector('.stage-notice ::-p-text(You have been called)');
        return pages[person];
      }),
    );
    await press(called, saying('Pass'));
    await pages.professor.waitForSelector(panel('passed'));
  });

  test('thinks, and goes on thinking when the server is killed: nothing that was given is lost', async () => {
    await next('Think');
    await students((page) => page.waitForSelector('aside.panel .poll-form'));
    const give = async (page, person) => {
      await page.locator('aside.panel .poll-form textarea').fill(`Those at the bottom, says ${person}.`);
      await press(page, saying('Submit', 'aside.panel'));
      await page.waitForSelector(panel('Kept. You can change it'));
    };
    await students(give, ['student1', 'student2']);
    await server.kill('SIGKILL');
    await students((page) => page.waitForSelector('::-p-text(Reconnecting)'));
    await server.launch();
    await Promise.all(Object.values(pages).map((page) => page.waitForFunction(() => document.querySelector('.recon') === null)));
    await pages.professor.waitForSelector('.desk ::-p-text(Plan 4 / 5)');
    await students(give, ['student3', 'student4']);
    await pages.professor.waitForSelector(panel('4 people have answered'));
    await press(pages.professor, saying('Show now', 'aside.panel'));
    for (const person of STUDENTS) await pages.professor.waitForSelector(panel(`Those at the bottom, says ${person}.`));
    await press(pages.professor, saying('Finish', 'aside.panel'));
  });

  test('debates: what people think is voted before and after, and how it moved is shown', async () => {
    const { professor } = pages;
    await next('Argue');
    await press(professor, saying('Open the vote before', 'aside.panel'));
    const fifth = await byProtocol();
    const vote = async (page, view) => {
      await page.waitForSelector(panel('What do you think yourself?'));
      await page.locator(`aside.panel label ::-p-text(${view})`).click();
      await press(page, saying('Vote', 'aside.panel'));
      await page.waitForSelector('aside.panel .vote-state, aside.panel [role="status"]');
    };
    const views = { student1: 'I am for it', student2: 'I am for it', student3: 'I am against it', student4: 'I am undecided' };
    await students((page, person) => vote(page, views[person]));
    await fifth('before', 'for');
    await professor.waitForSelector(panel('5 votes so far'));
    await press(professor, saying('Close the vote', 'aside.panel'));

    await professor.waitForSelector('aside.panel select[aria-label="Add to For"]');
    await professor.select('aside.panel select[aria-label="Add to For"]', ids.student1);
    await professor.waitForSelector('aside.panel select[aria-label="Add to Against"]');
    await professor.select('aside.panel select[aria-label="Add to Against"]', ids.student3);
    await pages.student3.waitForSelector(panel('You argue against'));
    await press(professor, saying('Begin turn', 'aside.panel'));
    await students((page) => page.waitForSelector('.debate-notice ::-p-text(Opening)'));
    await press(pages.student3, saying('Ask a point'));
    await press(pages.student1, saying('Take it'));
    await pages.student3.waitForSelector('::-p-text(Your point was taken)');
    await press(professor, saying('End turn', 'aside.panel'));

    await press(professor, saying('Open the vote after', 'aside.panel'));
    await students((page, person) => vote(page, person === 'student4' ? 'I am for it' : views[person]));
    await fifth('after', 'for');
    await professor.waitForSelector(panel('5 votes so far'));
    await press(professor, saying('Close the vote', 'aside.panel'));
    await professor.waitForSelector('aside.panel .debate-result');
    await students((page) => page.waitForSelector('aside.panel .debate-result'));
    await press(professor, saying('End debate', 'aside.panel'));
    await professor.waitForSelector(panel('This debate is over'));
  });

  test('writes notes together', async () => {
    await Promise.all(Object.entries(pages).map(async ([person, page]) => {
      await closePanel(page);
      await openTo(page, person, 'Notes');
      await page.waitForSelector('.note-text:not([readonly])');
    }));
    await students((page, person) => page.type('.note-text', `${person} was here. `));
    const text = (page) => page.$eval('.note-text', (field) => field.value);
    await until('all have the same, whole', async () => {
      const [first, ...rest] = await Promise.all(Object.values(pages).map(text));
      const letters = STUDENTS.map((person) => `${person} was here. `).join('').length;
      return first.length === letters && rest.every((other) => other === first);
    });
  });

  test('ends, and is a record for everybody', async () => {
    const { professor, student1 } = pages;
    await professor.locator(button('Leave')).click();
    await professor.locator('::-p-text(End class)').click();
    await professor.locator('dialog button.btn-danger').click();
    await students((page) => page.waitForSelector('::-p-text(The class has ended)'));
    for (const page of [professor, student1]) {
      await page.goto(`${server.url}/sessions/${session.id}/record`);
      await page.waitForSelector('.record-note ::-p-text(was here.)');
      await page.waitForSelector(`.record-debate ::-p-text(${MOTION})`);
      await page.waitForSelector('.record-files ::-p-text(maximin.pdf)');
    }
    const heads = await professor.$$eval('.record h2', (all) => all.map((head) => head.textContent));
    assert.deepEqual(heads, ['Who spoke when', 'What happened', 'Attendance', 'Debates', 'Slides', 'Boards', 'Shared notes']);
    assert.equal(await student1.$('::-p-text(Attendance)'), null);
  });

  test('has told nobody who learns what the teacher noted', async () => {
    for (const person of STUDENTS) {
      const heard = await framesOf(pages[person]);
      if (person !== 'student1') assert.ok(heard.length > 20, `${person} was sent ${heard.length} frames`);
      assert.ok(heard.every(({ text }) => !text.includes(SECRET)), person);
    }
  });

  test('has left no fault in a console', () => {
    // The server was gone once.
    const expected = /ERR_|WebSocket|Failed to load resource|NetworkError|establish a connection|was interrupted/;
    for (const [person, page] of Object.entries(pages)) {
      assert.deepEqual(page.faults.filter((fault) => !expected.test(fault)), [], person);
    }
  });
});

/** The fifth voter, who is no page: casts a view in a vote of the debate that is open. */
async function byProtocol() {
  const query = `session_id=${session.id}`;
  let debate;
  await until('the vote is open', async () => {
    [{ debate }] = (await server.call('GET', `/learning/debates?${query}`, { token })).debates;
    return debate.before === 'open';
  });
  const by = await server.signIn(FIFTH);
  const sign = async (blinded) =>
    (await server.call('POST', `/learning/debates/${debate.id}/token`, { token: by, body: { session_id: session.id, blinded } })).signature;
  const signed = await signedToken(debate.key, sign);
  return (vote, view) => server.call('POST', `/learning/debates/${debate.id}/ballots`, { body: { vote, view, ...signed } });
}
