// Leading a discussion through the interface: a teacher with a mouse, a student without one, and nothing that axe finds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { tabTo } from './support/keyboard.mjs';
import { Server } from './support/server.mjs';
import { closePanel, enter, openPage, openTool, press, saying, signIn } from './support/ui.mjs';

let server, chrome, professor, student;

before(async () => {
  server = await Server.start({ env: { EDUFORUM_ROOM__SETTLED_SECONDS: '0' } });
  chrome = await chromium();
  const session = await server.newSession('Discussion');
  professor = await openPage(chrome, server.url, { colour: COLOURS.professor });
  student = await openPage(chrome, server.url, { colour: COLOURS.student1, width: 390, height: 844 });
  for (const [page, person] of [[professor, 'professor'], [student, 'student1']]) {
    await signIn(page, person);
    await enter(page, session.id);
  }
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const enterBy = async (name) => {
  await tabTo(student, name);
  await student.keyboard.press('Enter');
};
const clean = async () => {
  for (const page of [professor, student]) {
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(page.faults, []);
  }
};

describe('think time', () => {
  test('is asked for in one panel, and the question is in front of everybody', async () => {
    await openTool(professor, 'Discuss');
    await professor.locator('aside.panel textarea').fill('Why behind a veil?');
    await press(professor, saying('2 min', 'aside.panel'));
    await press(professor, saying('Start think time', 'aside.panel'));
    await student.waitForSelector('.stage-notice ::-p-text(Why behind a veil?)');
    await clean();
  });

  test('a student without a mouse gives a hand and a few words, and nobody sees them', async () => {
    await student.waitForSelector('aside.panel .poll-form');
    await student.keyboard.press('h');
    await student.waitForSelector(saying('Hand raised · lower it', 'aside.panel'));
    await enterBy('In a few words');
    await student.keyboard.type('It makes them fair.');
    await enterBy('Submit');
    await student.waitForSelector('aside.panel ::-p-text(Kept. You can change it)');
    await professor.waitForSelector('aside.panel ::-p-text(1 person has answered)');
    assert.equal(await professor.$('::-p-text(It makes them fair.)'), null);
    await clean();
  });

  test('what was given is shown, and its student called', async () => {
    await press(professor, saying('Show now', 'aside.panel'));
    await professor.waitForSelector('aside.panel ::-p-text(It makes them fair.)');
    await student.waitForSelector('aside.panel ::-p-text(It makes them fair.)');
    await press(professor, saying('Call next', 'aside.panel'));
    await student.waitForSelector('.stage-notice ::-p-text(You have the floor)');
    await clean();
  });

  test('and put away with how the talk was shared', async () => {
    await press(professor, saying('Finish', 'aside.panel'));
    await professor.waitForSelector('aside.panel ::-p-text(Effective speakers)');
    await student.waitForSelector('aside.panel ::-p-text(Nothing is being discussed here)');
    await clean();
    await closePanel(student);
    await enterBy('I am done');
  });
});

describe('a call', () => {
  test('is seen by the teacher first, then by the student, who writes without a mouse', async () => {
    await press(professor, saying('Draw, quiet first', 'aside.panel'));
    await professor.waitForSelector('aside.panel ::-p-text(Only you see this so far)');
    assert.equal(await student.$('.stage-notice'), null);
    await clean();
    await press(professor, saying('Call in 30 s', 'aside.panel'));
    await student.waitForSelector('.stage-notice ::-p-text(You will be asked in a moment)');
    await clean();
    await enterBy('In writing');
    await student.waitForSelector('dialog[open] textarea');
    await student.keyboard.type('Because nobody knows their place.');
    await clean();
    await enterBy('Send answer');
    await professor.waitForSelector('aside.panel ::-p-text(Because nobody knows their place.)');
    await student.waitForFunction(() => document.querySelector('.stage-notice') === null);
    await clean();
  });

  test('may be passed', async () => {
    await press(professor, saying('Draw, quiet first', 'aside.panel'));
    await press(professor, saying('Call now', 'aside.panel'));
    await student.waitForSelector('.stage-notice ::-p-text(You have been called)');
    await clean();
    await enterBy('Pass');
    await professor.waitForSelector('aside.panel ::-p-text(passed)');
    await student.waitForFunction(() => document.querySelector('.stage-notice') === null);
  });
});

describe('a debate', () => {
  const panel = (words) => `aside.panel ::-p-text(${words})`;
  const vote = async (view, words) => {
    await student.locator(`aside.panel label ::-p-text(${view})`).click();
    await enterBy(words);
    await student.waitForSelector(panel('Your vote goes out in a moment'));
  };

  test('begins with a motion and a secret vote, of which the teacher sees the number alone', async () => {
    await press(professor, saying('Start a debate', 'aside.panel'));
    await professor.locator('dialog[open] textarea').fill('A basic income for everybody');
    await clean();
    await press(professor, saying('Put up the motion', 'dialog[open]'));
    await press(professor, saying('Open the vote before', 'aside.panel'));
    await student.waitForSelector(panel('Your view before the debate'));
    await clean();
    await vote('I am undecided', 'Vote');
    assert.equal(await professor.$('::-p-text(I am undecided)'), null);
    await press(professor, saying('Close the vote', 'aside.panel'));
    await student.waitForSelector(panel('From fewer than five votes'));
    await clean();
  });

  test('goes on in turns with a clock that a reload finds as it is', async () => {
    const { id, name } = await server.call('GET', '/auth/me', { token: await server.signIn('student1') });
    await professor.select('aside.panel select[aria-label="Add to For"]', id);
    await student.waitForSelector(panel('You argue for'));
    await press(professor, saying('Begin turn', 'aside.panel'));
    await student.waitForSelector('.debate-notice ::-p-text(Opening)');
    await professor.waitForSelector(`.debate-turn ::-p-text(${name})`);
    await press(professor, saying('Pause', 'aside.panel'));
    await student.waitForSelector('.debate-notice ::-p-text(Paused)');
    await clean();
    await press(professor, saying('One minute more for For', 'aside.panel'));
    const left = (page) => page.$eval('.debate-notice .debate-time', (clock) => clock.textContent);
    await student.waitForFunction(
      () => /^1[01]:/.test(document.querySelector('.debate-notice .debate-time')?.textContent ?? ''),
    );
    await student.reload();
    await student.waitForSelector('.debate-notice ::-p-text(Paused)');
    assert.equal(await left(student), await left(professor));
    await press(professor, saying('End turn', 'aside.panel'));
    await student.waitForFunction(() => document.querySelector('.debate-notice') === null);
    await press(professor, saying('End debate', 'aside.panel'));
    await professor.waitForSelector(panel('This debate is over'));
    await clean();
  });
});

describe('the speakers’ list', () => {
  test('has a clock for each turn, which staff make longer', async () => {
    await openTool(professor, 'People');
    await professor.select('aside.panel select[aria-label="Time for each turn"]', '60');
    const { id } = await server.call('GET', '/auth/me', { token: await server.signIn('student1') });
    await press(professor, `.prow[data-participant="${id}"] [aria-haspopup]`);
    await press(professor, saying('Give the floor'));
    await student.waitForSelector('.stage-notice .turn-clock');
    await professor.waitForSelector('.hands-cell .turn-clock');
    await clean();
    await press(professor, saying('+1 min for 이하은', 'aside.panel'));
    await student.waitForFunction(() => /^1:[0-5]/.test(document.querySelector('.stage-notice .turn-clock')?.textContent ?? ''));
    await enterBy('I am done');
    await professor.waitForFunction(() => document.querySelector('.hands-cell .turn-clock') === null);
    await clean();
  });
});
