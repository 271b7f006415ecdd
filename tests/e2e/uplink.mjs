// A publisher whose line becomes narrow and wide again, as our client in Chromium sends over it: when the picture is steady
// after the step down, and when the largest encoding is back after the step up.
//
//   npm run uplink -- --runs 3 --narrow 400 --seconds 15      kbit/s, and for how long; --plain without core/climb.ts
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from './support/browsers.mjs';
import { Line } from './support/line.mjs';
import { takeSeat } from './support/seat.mjs';
import { Server, freePort } from './support/server.mjs';
import { enter, openPage, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const WIDE = 3_000_000;
/** Height of the largest encoding. */
const TOP = 720;
/** A gap in the picture of more than that is seen, in milliseconds. */
const GAP = 500;
const PATIENCE = 60_000;
const RECOVERY = 25_000;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    narrow: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '15' },
    plain: { type: 'boolean', default: false },
  },
});

// Runs in the publisher's page: the server is behind the line, and holds of the upper encodings are counted.
function behind(port, plain) {
  const { setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    const candidates = sdp.split('\r\n').filter((line) => line.startsWith('a=candidate'));
    const lines = sdp.split('\r\n').flatMap((line) => {
      if (!line.startsWith('a=candidate')) return [line];
      return line === candidates[0] ? [`a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host`] : [];
    });
    return setRemoteDescription.call(this, { type, sdp: lines.join('\r\n') });
  };
  window.holds = 0;
  let held = false;
  const { setParameters } = RTCRtpSender.prototype;
  RTCRtpSender.prototype.setParameters = function (parameters) {
    const [lowest, ...others] = parameters.encodings;
    if (this.track?.kind === 'video' && others.length > 0) {
      const holds = lowest.active && lowest.maxBitrate < 100_000 && others.every(({ active }) => !active);
      if (holds && !held) window.holds += 1;
      held = holds;
    }
    return setParameters.call(this, parameters);
  };
  if (plain) RTCRtpSender.prototype.getStats = () => Promise.reject(new Error('not told'));
}

// Runs in the viewer's page: when each frame had been decoded, to a tenth of a second, and how high it was.
function noteFrames() {
  window.shown = [];
  let decoded = 0;
  setInterval(async () => {
    for (const { type, kind, framesDecoded = 0, frameHeight } of (await window.seat.pc.getStats()).values()) {
      if (type !== 'inbound-rtp' || kind !== 'video') continue;
      for (; decoded < framesDecoded; decoded += 1) window.shown.push([Date.now(), frameHeight]);
    }
  }, 100);
}

async function startSession(server) {
  const session = await server.newSession('Uplink');
  return session;
}

/** Frames shown to the viewer from `from` on: [milliseconds since the epoch, height]. */
const shown = (viewer, from) => viewer.evaluate((since) => window.shown.filter(([at]) => at >= since), from);

/** After how many milliseconds the last long gap ended, the longest one, and frames a second after that. */
function steadiness(frames, from, to) {
  const times = [from, ...frames.map(([at]) => at).filter((at) => at < to)];
  let settled = from;
  let longest = 0;
  for (const [index, at] of times.entries()) {
    const gap = at - (times[index - 1] ?? at);
    longest = Math.max(longest, gap);
    if (gap > GAP) settled = at;
  }
  const after = times.filter((at) => at > settled).length;
  return { settled: settled - from, longest, fps: (after * 1000) / (to - settled) };
}

async function topAfter(viewer, from) {
  const seen = async () => (await shown(viewer, from)).find(([, height]) => height >= TOP);
  const found = await until('the largest picture is there', seen, RECOVERY).catch(() => null);
  return found && found[0] - from;
}

async function run() {
  const port = await freePort();
  const server = await Server.start({
    env: { EDUFORUM_MEDIA__UDP_PORT: String(port), EDUFORUM_MEDIA__TCP: 'false', EDUFORUM_MEDIA__VIDEO_CODECS: 'vp8' },
  });
  const line = await Line.to(port, { rate: WIDE });
  const browser = await chromium();
  try {
    const session = await startSession(server);
    const page = await openPage(browser, server.url, { camera: [1280, 720] });
    await page.evaluateOnNewDocument(behind, line.port, options.plain);
    await signIn(page, 'professor');
    await enter(page, session.id);
    const publisher = await page.$eval('.tile[data-mirror]', (tile) => tile.dataset.participant);
    const viewer = await (await browser.createBrowserContext()).newPage();
    const token = await server.signIn('student1');
    await takeSeat(viewer, { url: server.url, token, sessionId: session.id });
    await viewer.evaluate(noteFrames);
    const joined = Date.now();
    await viewer.evaluate((participant) => {
      const want = [{ slot: window.seat.slot, participant, width: 1280, height: 720 }];
      return window.seat.ask('media:consume', { want });
    }, publisher);
    const tall = async () => (await shown(viewer, joined)).find(([, height]) => height >= TOP);
    const first = (await until('the largest picture is there at first', tall, PATIENCE))[0] - joined;
    await wait(5_000);
    const before = await page.evaluate(() => window.holds);
    const down = Date.now();
    line.rate = Number(options.narrow) * 1_000;
    await wait(Number(options.seconds) * 1_000);
    const up = Date.now();
    line.rate = WIDE;
    const narrow = steadiness(await shown(viewer, down), down, up);
    const during = (await page.evaluate(() => window.holds)) - before;
    const top = await topAfter(viewer, up);
    await wait(5_000);
    const after = (await page.evaluate(() => window.holds)) - before - during;
    return { first, narrow, during, top, after };
  } finally {
    await Promise.allSettled([browser.close(), line.close()]);
    await server.stop();
  }
}

const whole = (value) => (value === null ? `not in ${RECOVERY}` : Math.round(value));
console.log('| at first, top ms | narrow: settled ms | longest gap ms | frames/s then | holds | wide again: top ms | holds |');
console.log('|--:|--:|--:|--:|--:|--:|--:|');
for (let each = 0; each < Number(options.runs); each += 1) {
  const { first, narrow, during, top, after } = await run();
  const cells = [whole(first), whole(narrow.settled), whole(narrow.longest), narrow.fps.toFixed(1), during, whole(top), after];
  console.log(`| ${cells.join(' | ')} |`);
}
process.exit(0);
