// Two Chromium and a Firefox in one room for minutes in each codec, while who speaks changes all the time. Says what was
// seen, and fails when a picture stands still for two seconds or the speaker is not the one who is shown large.
//
//   npm run codecs -- --minutes 20 --changes 200 --codecs vp8,vp9,av1      all of them together, not each
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, firefox } from './support/browsers.mjs';
import { Server } from './support/server.mjs';
import { enter, openPage, pictures, seesPictures, sends, signIn } from './support/ui.mjs';
import { until } from './support/until.mjs';

const PEOPLE = ['professor', 'student1', 'student2'];
const BROWSER = { professor: 'Chromium', student1: 'Chromium', student2: 'Firefox' };
/** A voice that is made like this has not been heard from Firefox, so that its person listens. */
const SPEAKERS = PEOPLE.filter((person) => BROWSER[person] === 'Chromium');
/** Milliseconds without a frame. */
const FROZEN = 2_000;
const LOOK = 250;
/** Until the one who speaks is large for the others: 1.2 s of being louder, and what a busy machine adds. */
const PATIENCE = 10_000;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    changes: { type: 'string', default: '200' },
    codecs: { type: 'string', default: 'vp8,vp9,av1' },
  },
});
const codecs = options.codecs.split(',');
const minutes = Number(options.minutes) / codecs.length;
const changes = Math.ceil(Number(options.changes) / codecs.length);

// Runs in the page: its microphone is a voice that the test switches.
function ownVoice() {
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  // The page may open its microphone more than once.
  const gains = [];
  let speaking = false;
  window.speak = (on) => {
    speaking = on;
    for (const { gain } of gains) gain.value = on ? 0.4 : 0;
  };
  mediaDevices.getUserMedia = async (wish) => {
    const stream = await open(wish);
    if (!wish.audio) return stream;
    const context = new AudioContext();
    const gain = new GainNode(context, { gain: speaking ? 0.4 : 0 });
    gains.push(gain);
    const out = context.createMediaStreamDestination();
    for (const frequency of [160, 320, 640]) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(gain);
      tone.start();
    }
    gain.connect(out);
    for (const track of stream.getAudioTracks()) track.stop();
    return new MediaStream([...out.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  };
}

/** The longest time that each picture of others stood still, while it was on the page. */
class Watch {
  #last = new Map();
  #running = true;
  gaps = [];
  frames = 0;

  constructor(person, page) {
    this.person = person;
    this.done = this.#look(page);
  }

  stop() {
    this.#running = false;
    return this.done;
  }

  async #look(page) {
    while (this.#running) {
      const seen = await pictures(page);
      for (const id of this.#last.keys()) if (!(id in seen)) this.#last.delete(id);
      for (const [id, { frames, at }] of Object.entries(seen)) this.#see(id, frames, at);
      await wait(LOOK);
    }
  }

  #see(id, frames, at) {
    const last = this.#last.get(id);
    if (last === undefined || last.frames !== frames) {
      if (last !== undefined) {
        this.gaps.push(at - last.at);
        this.frames += Math.max(0, frames - last.frames);
      }
      this.#last.set(id, { frames, at });
    } else if (at - last.at > FROZEN && !last.told) {
      last.told = true;
      this.gaps.push(at - last.at);
      console.log(`  ${this.person} (${BROWSER[this.person]}): the picture of ${id} stands still`);
    }
  }
}

const isLarge = (page, id) =>
  page.evaluate((participant) => {
    const area = (tile) => tile.clientWidth * tile.clientHeight;
    const tiles = [...document.querySelectorAll('.tile[data-participant]')].toSorted((one, other) => area(other) - area(one));
    return tiles[0]?.dataset.participant === participant;
  }, id);

async function meet(server, pages) {
  const session = await server.newSession('Codecs');
  for (const person of PEOPLE) await enter(pages[person], session.id);
  for (const person of PEOPLE) await seesPictures(pages[person], PEOPLE.length - 1, { fps: 1, timeout: 60_000 });
}

async function takeTurns(pages, ids) {
  const late = [];
  const delays = [];
  const every = (minutes * 60_000) / changes;
  for (let turn = 0; turn < changes; turn += 1) {
    const began = performance.now();
    const speaker = SPEAKERS[turn % SPEAKERS.length];
    for (const person of PEOPLE) await pages[person].evaluate((on) => window.speak(on), person === speaker);
    const others = PEOPLE.filter((person) => person !== speaker);
    try {
      await until('the speaker is large for the others', async () => {
        const large = await Promise.all(others.map((person) => isLarge(pages[person], ids[speaker])));
        return large.every(Boolean);
      }, PATIENCE);
      delays.push(performance.now() - began);
    } catch (fault) {
      late.push(`change ${turn + 1}, ${speaker}: ${fault.message}`);
    }
    await wait(Math.max(0, began + every - performance.now()));
  }
  return { late, delays };
}

async function run(codec) {
  const server = await Server.start({ env: { EDUFORUM_MEDIA__VIDEO_CODECS: codec } });
  const [chrome, fox] = await Promise.all([chromium(), firefox()]);
  try {
    const pages = {};
    for (const person of PEOPLE) {
      const browser = BROWSER[person] === 'Firefox' ? fox : chrome;
      pages[person] = await openPage(browser, server.url, { storage: { 'eduforum.layout': 'speaker' } });
      await pages[person].evaluateOnNewDocument(ownVoice);
      await signIn(pages[person], person);
    }
    await meet(server, pages);
    const ids = {};
    for (const person of PEOPLE) ids[person] = await pages[person].$eval('.tile[data-mirror]', (tile) => tile.dataset.participant);
    const spoken = new Set();
    for (const person of PEOPLE) for (const stream of await sends(pages[person])) spoken.add(stream.codec.toLowerCase());
    const watches = PEOPLE.map((person) => new Watch(person, pages[person]));
    const { late, delays } = await takeTurns(pages, ids);
    await Promise.all(watches.map((watch) => watch.stop()));
    return { codec, spoken: [...spoken], late, delays, watches };
  } finally {
    await Promise.allSettled([chrome.close(), fox.close()]);
    await server.stop();
  }
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

let failed = false;
console.log(`| codec | changes | speaker large after, median and longest ms | seen by | frames decoded | longest standstill ms | frozen |`);
console.log('|---|--:|--:|---|--:|--:|--:|');
for (const codec of codecs) {
  const { spoken, late, delays, watches } = await run(codec);
  for (const { person, frames, gaps } of watches) {
    const frozen = gaps.filter((gap) => gap > FROZEN).length;
    if (frozen > 0 || frames === 0) failed = true;
    const large = `${Math.round(median(delays))}, ${Math.round(Math.max(...delays))}`;
    console.log(`| ${codec} | ${delays.length} | ${large} | ${person}, ${BROWSER[person]} | ${frames} | ${Math.round(Math.max(...gaps))} | ${frozen} |`);
  }
  for (const line of late) console.log(`  ${line}`);
  if (late.length > 0 || spoken.length !== 1 || spoken[0] !== `video/${codec}`) {
    console.log(`  sent as ${spoken.join(', ')}; ${late.length} changes were not shown`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
