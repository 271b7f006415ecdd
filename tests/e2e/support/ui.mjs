// What a person does with the page, by the names that a screen reader says. The interface is in English.
import { paintCamera } from './camera.mjs';
import { keepFrames } from './frames.mjs';
import { PASSWORD } from './server.mjs';
import { until } from './until.mjs';

/** What a machine that does everything at once may take for one step, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * A page of somebody's own: cookies and storage apart from everybody else's. One machine encodes for all of them, so
 * cameras are small unless a test is about large pictures. `colour`: the camera shows that and nothing else. `frames`: all
 * that the server sends is kept.
 */
export async function openPage(
  browser,
  url,
  { width = 1280, height = 800, camera = [640, 360], colour = null, frames = false, ...context } = {},
) {
  const own = await browser.createBrowserContext();
  const page = await own.newPage();
  await page.setViewport({ width, height });
  page.setDefaultTimeout(PATIENCE_MS);
  page.faults = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(message.text());
  });
  page.on('pageerror', (error) => page.faults.push(String(error)));
  await page.evaluateOnNewDocument(watchPeerConnections);
  if (frames) await page.evaluateOnNewDocument(keepFrames);
  if (colour === null) await page.evaluateOnNewDocument(limitCamera, ...camera);
  else await page.evaluateOnNewDocument(paintCamera, colour);
  // Before the page's own scripts, and only once: what a person chooses later stays.
  await page.evaluateOnNewDocument((settings) => {
    if (!location.protocol.startsWith('http')) return;
    for (const [key, value] of Object.entries(settings)) {
      if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
    }
  }, { 'eduforum.language': 'en', ...context.storage });
  await page.goto(`${url}/sign-in`);
  page.base = url;
  return page;
}

// Runs in the page: its peer connections are kept for their statistics. One that is made to ask what the browser can is
// closed at once.
function watchPeerConnections() {
  const Native = window.RTCPeerConnection;
  if (!Native) return;
  window.peerConnections = [];
  window.connection = () => window.peerConnections.findLast(({ connectionState }) => connectionState !== 'closed');
  window.RTCPeerConnection = class extends Native {
    constructor(...settings) {
      super(...settings);
      window.peerConnections.push(this);
    }
  };
}

// Runs in the page: its camera has no more pixels than that, and its sound is left as it is, which is cheaper.
function limitCamera(width, height) {
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  mediaDevices.getUserMedia = ({ audio, video }) =>
    open({
      audio: audio && { ...(audio === true ? {} : audio), ...untouched },
      video: video && { ...(video === true ? {} : video), width, height, frameRate: 15 },
    });
}

export const button = (name) => `::-p-aria([name="${name}"][role="button"])`;

/** The button or menu item that says `words`. */
export const saying = (words, scope = '') =>
  `${scope} ::-p-xpath(.//button[normalize-space(.)="${words}" or @aria-label="${words}"])`.trim();

/** Presses what `selector` finds as soon as it can be pressed. */
export const press = (page, selector) => page.locator(selector).setTimeout(PATIENCE_MS).click();

export async function signIn(page, person) {
  await page.locator('input[type="email"]').fill(`${person}@eduforum.test`);
  await page.locator('input[type="password"]').fill(PASSWORD);
  await page.locator('form button[type="submit"]').click();
  await page.waitForFunction(() => location.pathname !== '/sign-in');
}

/** Through the page before the door into the room. `label` is the button's: Join, Start class. */
export async function enter(page, sessionId, label = 'Join') {
  await page.goto(`${page.base}/sessions/${sessionId}`);
  await page.locator(button(label)).setTimeout(20_000).click();
  await inRoom(page);
}

export async function inRoom(page) {
  await page.waitForFunction(() => location.pathname.endsWith('/room'));
  await page.waitForSelector('.room .bottom [role="group"]', { timeout: 20_000 });
}

/** `name` is the word on the bar's button: Chat, People. */
export async function openPanel(page, name) {
  const toggle = await page.waitForSelector(`.bottom ::-p-xpath(//button[@aria-pressed][span[text()="${name}"]])`);
  if ((await toggle.evaluate((element) => element.getAttribute('aria-pressed'))) !== 'true') await toggle.click();
  await page.waitForSelector('[data-message], textarea');
}

/** Opens a panel of any kind by the word on its button. */
export async function openTool(page, name) {
  const panel = `aside.panel[aria-label="${name}"]`;
  if (await page.$(panel)) return;
  await press(page, `.bottom ::-p-xpath(.//button[@aria-pressed][span[text()="${name}"]])`);
  await page.waitForSelector(panel);
}

/** The same on a phone, where all but the chat is in the menu. */
export async function openToolOnPhone(page, name) {
  const panel = `aside.panel[aria-label="${name}"]`;
  if (await page.$(panel)) return;
  await press(page, saying('More', '.bottom'));
  // The entry of people says how many they are, too.
  await press(page, `.bottom ::-p-xpath(.//button[starts-with(normalize-space(.), "${name}")])`);
  await page.waitForSelector(panel);
}

export async function closePanel(page) {
  if ((await page.$('aside.panel')) === null) return;
  await press(page, 'aside.panel > header button[aria-label="Close"]');
  await page.waitForFunction(() => document.querySelector('aside.panel') === null);
}

export async function say(page, text) {
  const composer = await page.waitForSelector('textarea');
  await composer.type(text);
  await composer.press('Enter');
}

/** The texts of the chat in the order on the page. */
export const chat = (page) =>
  page.$$eval('[data-message]', (rows) => rows.map((row) => row.querySelector('p')?.textContent ?? row.textContent));

/** Pictures of others on the page: by participant, frames decoded so far (W3C webrtc-stats) and size. */
export const pictures = (page) =>
  page.evaluate(async () => {
    const decoded = new Map();
    const report = await window.connection()?.getStats();
    report?.forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.kind === 'video') decoded.set(entry.trackIdentifier, entry.framesDecoded);
    });
    const seen = {};
    for (const video of document.querySelectorAll('video[data-participant][data-slot]')) {
      if (video.paused || video.hidden) continue;
      seen[video.dataset.participant] = {
        frames: decoded.get(video.srcObject.getVideoTracks()[0].id) ?? 0,
        width: video.videoWidth,
        height: video.videoHeight,
        at: performance.now(),
      };
    }
    return seen;
  });

/** Mean colours of every picture of others, by participant: what moves changes them. */
export const colours = (page) =>
  page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const seen = {};
    for (const video of document.querySelectorAll('video[data-participant][data-slot]')) {
      if (video.paused || video.hidden || video.videoWidth === 0) continue;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      seen[video.dataset.participant] = context.getImageData(0, 0, canvas.width, canvas.height).data.join();
    }
    return seen;
  });

/** Waits until the pictures of `count` others have other pixels than before. */
export async function seesMotion(page, count, timeout = 20_000) {
  const before = await colours(page);
  await until(`${count} pictures change`, async () => {
    const now = await colours(page);
    return Object.keys(now).filter((id) => before[id] && before[id] !== now[id]).length >= count;
  }, timeout);
}

/** What the camera is sent as: codec, scalability mode, and streams that have sent something, largest last. */
export const sends = (page) =>
  page.evaluate(async () => {
    const report = await window.connection().getStats();
    const streams = [...report.values()].filter(
      ({ type, kind, framesEncoded }) => type === 'outbound-rtp' && kind === 'video' && framesEncoded > 0,
    );
    return streams
      .map(({ codecId, scalabilityMode, frameWidth, frameHeight, qualityLimitationReason }) => ({
        codec: report.get(codecId)?.mimeType,
        mode: scalabilityMode,
        width: frameWidth ?? 0,
        height: frameHeight ?? 0,
        limitedBy: qualityLimitationReason,
      }))
      .toSorted((one, other) => one.width - other.width);
  });

/** Energy of all sound that arrived, over the peer connection in use (W3C webrtc-stats, totalAudioEnergy). */
export const audioEnergy = (page) =>
  page.evaluate(async () => {
    const report = await window.connection()?.getStats();
    let energy = 0;
    report?.forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.kind === 'audio') energy += entry.totalAudioEnergy ?? 0;
    });
    return energy;
  });

/** Waits until `count` pictures of others play at more than `fps` and are at least as large. */
export async function seesPictures(page, count, { fps = 10, width = 320, timeout = 30_000 } = {}) {
  let last;
  try {
    await until(`${count} pictures play`, async () => {
      const before = await pictures(page);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const after = await pictures(page);
      last = Object.entries(after).map(([id, now]) => {
        const then = before[id];
        const rate = then ? ((now.frames - then.frames) * 1000) / (now.at - then.at) : 0;
        return { id, rate, width: now.width, height: now.height };
      });
      return last.filter((each) => each.rate > fps && each.width >= width && each.height >= (width * 9) / 16).length >= count;
    }, timeout);
  } catch (error) {
    throw new Error(`${error.message}; last seen: ${JSON.stringify(last)}`);
  }
}

/** Waits until more sound has arrived than before. */
export async function hearsSound(page, timeout = 20_000) {
  const before = await audioEnergy(page);
  await until('sound arrives', async () => (await audioEnergy(page)) > before + 1e-6, timeout);
}
