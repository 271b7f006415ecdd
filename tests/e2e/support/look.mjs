// Looks at what a page shows at every width: what axe finds, whether anything is too wide, and pictures where asked for.
import assert from 'node:assert/strict';
import path from 'node:path';
import { axeFaults } from './axe.mjs';

const WIDTHS = [[1440, 900], [1024, 768], [390, 844]];

/** Where pictures are wanted, or undefined. */
export const FOLDER = process.env.EDUFORUM_SCREENS;

// What is wrong with words shows in their language, what is wrong with colours in their theme: two looks find both. All
// four are for somebody who looks at the pictures.
const CROSSED = [['ko', 'light'], ['en', 'dark']];
export const LOOKS = FOLDER ? [...CROSSED, ['ko', 'dark'], ['en', 'light']] : CROSSED;

/** `name` names the pictures, which are written into `folder` where there is one. */
export async function look(page, folder, name) {
  for (const [width, height] of WIDTHS) {
    await page.setViewport({ width, height });
    await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
    if (folder) await page.screenshot({ path: path.join(folder, `${name}-${width}.png`) });
    assert.deepEqual(await axeFaults(page), [], `${name} at ${width}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${name} at ${width} is ${overflow} px too wide`);
  }
}
