// The browsers that the suite drives: Chromium over CDP, Firefox over WebDriver BiDi.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

function find(name, candidates) {
  const found = candidates.find((candidate) => candidate && existsSync(candidate));
  if (!found) throw new Error(`${name} is missing: install it, or name it in EDUFORUM_${name.toUpperCase()}`);
  return found;
}

/** `fakeMedia`: a moving picture and a beeping microphone instead of real devices. */
export function chromium({ fakeMedia = true, lang = 'en', args = [] } = {}) {
  return puppeteer.launch({
    browser: 'chrome',
    executablePath: find('chromium', [process.env.EDUFORUM_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome']),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
      '--autoplay-policy=no-user-gesture-required',
      `--lang=${lang}`,
      ...(fakeMedia ? ['--use-fake-device-for-media-stream=fps=15', '--use-fake-ui-for-media-stream'] : []),
      ...args,
    ],
  });
}

/** `loopback` false leaves Firefox as people have it: it ignores loopback candidates. */
export function firefox({ loopback = false, lang = 'en' } = {}) {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: find('firefox', [process.env.EDUFORUM_FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox']),
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.navigator.video.default_width': 320,
      'media.navigator.video.default_height': 180,
      'media.navigator.video.default_fps': 15,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.loopback': loopback,
      'intl.accept_languages': lang,
      'app.update.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
}
