// Drives one cell in Chromium: a publisher and a viewer, each behind a relay that the caller sets up. The caller writes
// one line of JSON, the task; this writes lines { relay | picture | result } and reads the answers to `relay`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '../../tests/e2e/support/browsers.mjs';
import { until } from '../../tests/e2e/support/until.mjs';

// Node has one of its own from version 22 on.
const WebSocket = globalThis.WebSocket ?? createRequire(new URL('../../tests/e2e/package.json', import.meta.url))('ws');

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => JSON.parse((await lines.next()).value);
let relayed = true;
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** The SDP with one candidate, a relay's in front of the server's, or without relays the server's own. */
async function throughRelay(link, sdp) {
  if (!relayed) return sdp;
  const candidates = [...sdp.matchAll(/a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/gi)];
  const [, address, port] = candidates.find(([, ip]) => ip.startsWith('127.')) ?? candidates[0] ?? [];
  if (!address) throw new Error(`the server offers no IPv4 candidate:\n${sdp}`);
  say({ relay: link, address, port: Number(port) });
  const relay = await hear();
  let written = false;
  return sdp.split('\r\n').flatMap((line) => {
    if (line.startsWith('a=end-of-candidates')) return [];
    if (!line.startsWith('a=candidate')) return [line];
    if (written) return [];
    written = true;
    return [`a=candidate:1 1 udp 2130706431 127.0.0.1 ${relay.port} typ host`];
  }).join('\r\n');
}

async function post(url, token, offer) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp', authorization: `Bearer ${token}` },
    body: offer,
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`POST ${url}: ${answer.status} ${text}`);
  return text;
}

/** WHIP and WHEP: the client offers. */
class Standard {
  constructor(task) {
    this.task = task;
  }

  async #connect(page, link, url, token) {
    const offer = await page.evaluate(() => badnet.offer(badnet.state.pc));
    const answer = await throughRelay(link, await post(url, token, offer));
    await page.evaluate((sdp) => badnet.accept(badnet.state.pc, sdp), answer);
  }

  publish(page) {
    return this.#connect(page, 'publisher', this.task.whip, this.task.publisher_token);
  }

  async watch(page) {
    await page.evaluate(() => void badnet.viewer());
    await this.#connect(page, 'subscriber', this.task.whep, this.task.viewer_token);
  }

  close() {}
}

/** Janus' video room over its WebSocket: the viewer answers. */
class Janus {
  #waiting = new Map();
  #events = [];
  #count = 0;

  constructor(task) {
    this.task = task;
  }

  async #open() {
    if (this.socket) return;
    this.socket = new WebSocket(this.task.url, 'janus-protocol');
    await new Promise((done, fail) => {
      this.socket.addEventListener('open', done);
      this.socket.addEventListener('error', () => fail(new Error('Janus does not answer')));
    });
    this.socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      const waiting = this.#waiting.get(message.transaction);
      if (waiting && message.janus !== 'ack') waiting(message);
      else this.#events.push(message);
    });
    this.session = (await this.#ask({ janus: 'create' })).data.id;
  }

  #ask(message) {
    const transaction = String((this.#count += 1));
    this.socket.send(JSON.stringify({ session_id: this.session, ...message, transaction }));
    return new Promise((done, fail) => {
      this.#waiting.set(transaction, (answer) => {
        const fault = answer.error ?? (answer.plugindata?.data?.error && { reason: answer.plugindata.data.error });
        if (fault) fail(new Error(`Janus: ${fault.reason}`));
        else done(answer);
      });
    });
  }

  async #attach() {
    await this.#open();
    const answer = await this.#ask({ janus: 'attach', plugin: 'janus.plugin.videoroom' });
    return answer.data.id;
  }

  async publish(page) {
    const handle = await this.#attach();
    const body = { request: 'create', room: 1, publishers: 4, videocodec: 'vp8', audiocodec: 'opus', bitrate: 0 };
    await this.#ask({ janus: 'message', handle_id: handle, body });
    const joined = await this.#ask({
      janus: 'message', handle_id: handle, body: { request: 'join', room: 1, ptype: 'publisher' },
    });
    this.feed = joined.plugindata.data.id;
    const sdp = await page.evaluate(() => badnet.offer(badnet.state.pc));
    const answered = await this.#ask({
      janus: 'message', handle_id: handle, body: { request: 'configure', audio: true, video: true },
      jsep: { type: 'offer', sdp, trickle: false },
    });
    const answer = await throughRelay('publisher', answered.jsep.sdp);
    await page.evaluate((text) => badnet.accept(badnet.state.pc, text), answer);
  }

  async watch(page) {
    const handle = await this.#attach();
    const offered = await this.#ask({
      janus: 'message', handle_id: handle,
      body: { request: 'join', room: 1, ptype: 'subscriber', streams: [{ feed: this.feed }] },
    });
    const offer = await throughRelay('subscriber', offered.jsep.sdp);
    const sdp = await page.evaluate((text) => {
      const pc = (badnet.state.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
      badnet.show(pc);
      return badnet.answer(pc, text);
    }, offer);
    await this.#ask({
      janus: 'message', handle_id: handle, body: { request: 'start' }, jsep: { type: 'answer', sdp, trickle: false },
    });
  }

  close() {
    this.socket?.close();
  }
}

/** No server at all: the publisher offers to the viewer. */
class Direct {
  #publisher;

  publish(page) {
    this.#publisher = page;
  }

  async watch(page) {
    const offer = await this.#publisher.evaluate(async () => {
      await badnet.state.pc.setLocalDescription();
      await badnet.gathered(badnet.state.pc);
      return badnet.state.pc.localDescription.sdp;
    });
    const answer = await page.evaluate(async (sdp) => {
      const pc = (badnet.state.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
      badnet.show(pc);
      await badnet.answer(pc, sdp);
      await badnet.gathered(pc);
      return pc.localDescription.sdp;
    }, offer);
    await this.#publisher.evaluate((sdp) => badnet.accept(badnet.state.pc, sdp), answer);
  }

  close() {}
}

const SERVERS = { standard: Standard, janus: Janus, direct: Direct };

async function main() {
  const task = await hear();
  relayed = task.relayed;
  const script = await readFile(path.join(import.meta.dirname, 'page.js'), 'utf8');
  const browser = await chromium({ fakeMedia: false, args: ['--disable-features=WebRtcHideLocalIpsWithMdns'] });
  const server = new SERVERS[task.kind](task);
  try {
    const pages = [await browser.newPage(), await browser.newPage()];
    for (const page of pages) {
      page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`));
      await page.evaluate(script);
    }
    const [publisher, viewer] = pages;
    await publisher.evaluate((layers) => void badnet.publisher(layers), task.layers);
    await server.publish(publisher);
    const isSending = () => publisher.evaluate(() =>
      Object.entries(badnet.state.samples.at(-1) ?? {}).some(([name, sent]) => name.startsWith('sent-') && sent.frames > 60));
    if (task.kind !== 'direct') await until('the publisher sends its picture', isSending, task.patience_ms);
    await server.watch(viewer);
    await until('the viewer sees a picture', () => viewer.evaluate(() => badnet.state.frames.length > 0), task.patience_ms);
    say({ picture: await viewer.evaluate(() => badnet.state.frames[0][0]) });
    for (let left = task.seconds; left > 0; left -= 5) await wait(Math.min(left, 5) * 1000);
    say({ result: {
      publisher: await publisher.evaluate(() => badnet.taken()),
      viewer: await viewer.evaluate(() => badnet.taken()),
    } });
  } catch (error) {
    say({ error: String(error?.stack ?? error) });
  } finally {
    server.close();
    await browser.close();
  }
  process.exit(0);
}

await main();
