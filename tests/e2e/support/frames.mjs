// What a browser is sent, so that a test can search it for what its person may not know.

/** Runs in the page before its scripts: keeps every message of a WebSocket and every answer of the API, with the time. */
export function keepFrames() {
  window.frames = [];
  const keep = (text) => {
    if (typeof text === 'string') window.frames.push([Date.now(), text]);
  };
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...settings) {
      super(...settings);
      this.addEventListener('message', ({ data }) => keep(data));
    }
  };
  const ask = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (answer.url.includes('/api/')) void answer.clone().text().then(keep, () => {});
    return answer;
  };
}

/** All of it, oldest first: the time and the message. */
export async function framesOf(page) {
  const kept = await page.evaluate(() => window.frames);
  return kept.flatMap(([at, text]) => {
    try {
      return [{ at, text, frame: JSON.parse(text) }];
    } catch {
      return [];
    }
  });
}

/** Every value that stands under `name` anywhere in a frame and says something. */
export function valuesOf(frame, name) {
  if (frame === null || typeof frame !== 'object') return [];
  const own = !Array.isArray(frame) && name in frame && frame[name] !== null ? [frame[name]] : [];
  return [...own, ...Object.values(frame).flatMap((inner) => valuesOf(inner, name))];
}
