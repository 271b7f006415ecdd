import { describe, expect, it } from 'vitest';
import { thisBrowser } from '../../src/features/media/browser.ts';

const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';

describe('the browser, to say where its permission switch is', () => {
  it.each([
    [`${mac} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`, 'Chrome', 'chromium'],
    [`${mac} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, 'Edge', 'chromium'],
    [`${mac} AppleWebKit/537.36 Chrome/150.0.0.0 Whale/4.30.0.0 Safari/537.36`, 'Whale', 'chromium'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox', 'firefox'],
    [`${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`, 'Safari', 'safari'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1',
      'Safari',
      'phone',
    ],
    ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36', 'Chrome', 'phone'],
    [
      'Mozilla/5.0 (Linux; Android 16; SM-S921N) SamsungBrowser/29.0 Chrome/130.0.0.0 Mobile',
      'Samsung Internet',
      'phone',
    ],
  ])('%s', (agent, name, family) => {
    expect(thisBrowser(agent)).toEqual({ name, family });
  });
});
