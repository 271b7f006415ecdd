// What axe finds.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const AXE = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** How often a page may change its colours while axe looks at it. */
const LOOKS = 10;

/** What axe finds against WCAG 2.2 A and AA: `rule: element` each. The page's own policy forbids script tags. */
export async function axeFaults(page) {
  await page.evaluate(AXE);
  for (let n = 0; n < LOOKS; n += 1) {
    const faults = await page.evaluate(look);
    if (faults !== null) return faults;
  }
  throw new Error('the page does not come to rest');
}

// Runs in the page: null where a colour was on its way to another meanwhile.
async function look() {
  await new Promise(requestAnimationFrame);
  const changing = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.allSettled(changing.map(({ finished }) => finished));
  let changed = false;
  const note = () => {
    changed = true;
  };
  document.addEventListener('transitionrun', note);
  const { violations } = await window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  document.removeEventListener('transitionrun', note);
  if (changed) return null;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}
