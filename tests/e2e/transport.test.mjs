// How a browser's media gets here: over TCP where no UDP passes, through a relay, and on after a change of network.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { takeSeat } from './support/seat.mjs';
import { Server, freePort } from './support/server.mjs';
import { until } from './support/until.mjs';

const SECRET = 'a secret that both sides know';
// Chromium sends from the addresses of interfaces, and from those nothing goes to loopback.
const ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const TURN = ADDRESS && ['/usr/bin/turnserver', '/usr/sbin/turnserver'].find((path) => existsSync(path));

let server, browser, relay, relayFolder, session, professor, student;

before(async () => {
  const port = await freePort();
  if (TURN) relay = await startRelay(port);
  server = await Server.start({
    env: {
      EDUFORUM_TURN__URLS: `turn:${ADDRESS ?? '127.0.0.1'}:${port}?transport=udp`,
      EDUFORUM_TURN__SECRET: SECRET,
    },
  });
  browser = await chromium();
  session = await server.newSession('Transport');
  professor = await seat('professor');
});

after(async () => {
  await browser?.close();
  await server?.stop();
  relay?.kill();
  if (relayFolder) await rm(relayFolder, { recursive: true, force: true });
});

async function startRelay(port) {
  const options = ['-n', '--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=eduforum', '--no-tls', '--no-dtls'];
  const place = [`--listening-ip=${ADDRESS}`, `--listening-port=${port}`, `--relay-ip=${ADDRESS}`];
  relayFolder = await mkdtemp(path.join(tmpdir(), 'eduforum-turn-'));
  const files = ['--no-cli', '--log-file=stdout', `--pidfile=${relayFolder}/pid`, `--userdb=${relayFolder}/db`];
  const process = spawn(TURN, [...options, ...place, ...files], { stdio: 'ignore' });
  await once(process, 'spawn');
  return process;
}

async function seat(person, how = {}) {
  const page = await (await browser.createBrowserContext()).newPage();
  const token = await server.signIn(person);
  return takeSeat(page, { url: server.url, token, sessionId: session.id, ...how });
}

/** Both see each other: each decodes frames, and more of them later. */
async function meet(one, other) {
  await one.watch(await other.participant());
  await other.watch(await one.participant());
  for (const side of [one, other]) {
    const before = (await side.path())?.frames ?? 0;
    await until('frames are decoded', async () => ((await side.path())?.frames ?? 0) > before + 5, 30_000);
  }
}

describe('transport', () => {
  test('over UDP, where it passes', async () => {
    student = await seat('student1');
    await meet(professor, student);
    assert.equal((await student.path()).remote.protocol, 'udp');
  });

  test('over TCP, where no UDP does', async () => {
    const behind = await seat('student2', { answerWith: 'tcp' });
    await meet(professor, behind);
    const { local, remote } = await behind.path();
    assert.deepEqual([local.protocol, local.tcpType ?? 'active', remote.protocol], ['tcp', 'active', 'tcp']);
  });

  test('through a relay', { skip: TURN ? false : 'no turnserver (Debian: coturn) on this machine, or no address for it' }, async () => {
    const behind = await seat('student3', { relayOnly: true });
    await meet(professor, behind);
    assert.equal((await behind.path()).local.candidateType, 'relay');
  });

  test('an ICE restart keeps keys and slots, and the picture goes on', async () => {
    const before = await student.path();
    await student.restart();
    await until('the new names are in use', async () => {
      const now = await student.path();
      return now && now.ufrag !== before.ufrag && now.frames > before.frames + 15;
    });
    const now = await student.path();
    assert.equal(now.state, 'connected');
    assert.equal(now.dtls, 'connected');
    await meet(professor, student);
  });
});
