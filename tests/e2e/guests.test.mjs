// Guests by link in real browsers: a host makes a link, somebody without an account comes by it, is let in and may do what
// guests may, until the link is taken back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeFaults } from './support/axe.mjs';
import { chromium } from './support/browsers.mjs';
import { COLOURS } from './support/camera.mjs';
import { Server } from './support/server.mjs';
import { chat, inRoom, enter, openPage, openPanel, openTool, pictures, press, say, saying, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const DIALOG = 'dialog[open]';
const HANDOUT = { name: 'handout.txt', text: 'The veil of ignorance.' };

let server, chrome, professor, guest, link;

before(async () => {
  [server, chrome] = await Promise.all([Server.start(), chromium()]);
  const session = await server.newSession('With a guest');
  professor = await openPage(chrome, server.url, { colour: COLOURS.professor });
  await signIn(professor, 'professor');
  await enter(professor, session.id);
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const says = (page, words) => page.waitForSelector(`::-p-xpath(//*[contains(normalize-space(.), "${words}")])`);
const seenAs = (page) => page.$eval('.tile[data-mirror]', (tile) => tile.dataset.participant);

/** Waits until a picture of somebody else has been decoded. */
const seesSomebody = (page) =>
  until(
    'a picture comes',
    async () => Object.values(await pictures(page)).some(({ frames }) => frames > 0),
    60_000,
  );

async function openLinks() {
  await openTool(professor, 'People');
  await press(professor, saying('Invite a guest', 'aside.panel'));
  await professor.waitForSelector(`${DIALOG} form`);
}

/** Somebody who has not been here before opens the link. */
async function opens(address) {
  const page = await openPage(chrome, server.url, { colour: COLOURS.student1 });
  await page.goto(address);
  return page;
}

describe('a guest by link', () => {
  test('a host makes a link and copies it', async () => {
    await openLinks();
    await says(professor, 'No links yet');
    await press(professor, saying('Make link', DIALOG));
    link = await professor.waitForSelector(`${DIALOG} input[readonly]`).then((field) => field.evaluate(({ value }) => value));

    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/guest#[\w-]{43}$/);
    await says(professor, '0 of 1 came');
    assert.deepEqual(await axeFaults(professor), []);
    await press(professor, saying('Close', DIALOG));
  });

  test('whoever opens it is told what guests may and what is kept, and gives a name', async () => {
    guest = await opens(link);
    await guest.waitForSelector('h1 ::-p-text(Join as a guest)');
    await says(guest, 'With a guest');
    await says(guest, 'What is kept');
    await press(guest, saying('Join'));
    await says(guest, 'Enter the name that others are to see.');
    assert.deepEqual(await axeFaults(guest), []);
  });

  test('waits until the host lets them in', async () => {
    await guest.locator('input[name="name"]').fill('Ada Guest');
    await press(guest, saying('Join'));
    await says(guest, 'A host will let you in.');

    await openTool(professor, 'People');
    await press(professor, saying('Let Ada Guest in'));
    await inRoom(guest);
    assert.equal(new URL(guest.url()).hash, '', 'the secret stands in no address that is shown around');
  });

  test('is seen by the host, as a guest', async () => {
    const row = `aside.panel section[aria-label="Guests"] li[data-participant="${await seenAs(guest)}"]`;
    await professor.waitForSelector(row);
    assert.match(await professor.$eval(row, (element) => element.textContent), /Ada Guest.*Guest/);
    await Promise.all([seesSomebody(professor), seesSomebody(guest)]);
  });

  test('writes to the room, and fetches what is sent there', async () => {
    await openPanel(guest, 'Chat');
    await say(guest, 'Good morning.');
    await openPanel(professor, 'Chat');
    await until('the professor reads it', async () => (await chat(professor)).includes('Good morning.'));

    await attach(HANDOUT);
    await press(professor, saying('Send', 'aside.panel'));
    const fetched = guest.waitForResponse((answer) => answer.url().includes('/guests/files/'));
    await press(guest, saying(`Download: ${HANDOUT.name}`));
    assert.equal((await fetched).status(), 200);
  });

  test('has nothing that is not for guests', async () => {
    const labels = await guest.$$eval('button', (buttons) => buttons.map((each) => each.ariaLabel ?? each.textContent));
    for (const none of ['Attach files', 'Search the chat', 'Quiz', 'Invite a guest', 'End class']) {
      assert.ok(!labels.includes(none), `${none} in ${labels}`);
    }
    assert.ok(labels.includes('Raise hand'), `${labels}`);
    assert.deepEqual(await axeFaults(guest), []);
  });

  test('is the same guest after a reload, without waiting or using the link up', async () => {
    const before = await seenAs(guest);
    await guest.reload({ waitUntil: 'domcontentloaded' });
    await inRoom(guest);
    assert.equal(await seenAs(guest), before);
    await openLinks();
    await says(professor, '1 of 1 came');
    await says(professor, 'here since');
    await press(professor, saying('Close', DIALOG));
  });

  test('leaves to a page that leads to no course, and may come back from there', async () => {
    const before = await seenAs(guest);
    await press(guest, `.bottom ${saying('Leave')}`);
    await guest.waitForSelector('h1 ::-p-text(You have left the class)');
    assert.deepEqual(await guest.$$eval('a', (links) => links.map(({ textContent }) => textContent)), []);
    assert.deepEqual(await axeFaults(guest), []);

    await press(guest, saying('Rejoin'));
    await inRoom(guest);
    assert.equal(await seenAs(guest), before);
  });

  test('is out at once when the host takes the link back, and nobody else comes by it', async () => {
    await openLinks();
    await press(professor, `${DIALOG} .guest-links button.btn-danger-quiet`);
    await says(professor, '1 guest came by it.');
    await press(professor, `${DIALOG} .note button.btn-danger`);
    await guest.waitForSelector('h1 ::-p-text(This link does not let you in any more)');

    const late = await opens(link);
    await late.waitForSelector('h1 ::-p-text(This link was taken back.)');
    assert.equal(await late.$('form'), null);
    assert.deepEqual(await axeFaults(late), []);
  });
});

/** Chooses a file in the professor's composer and waits until it is up. */
async function attach({ name, text }) {
  await professor.$eval(
    'aside.panel input[type="file"]',
    (input, fileName, content) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([content], fileName, { type: 'text/plain' }));
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    name,
    text,
  );
  await professor.waitForSelector('.upload ::-p-text(Ready)');
}
