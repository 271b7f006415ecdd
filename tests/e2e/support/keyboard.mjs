// A person who has no mouse.

/**
 * Tabs on until the focus is on what is called `name`, and sees to it that it shows. Fails where the whole page has been
 * gone through without it.
 */
export async function tabTo(page, name, presses = 150) {
  const passed = [];
  for (let press = 0; press < presses; press += 1) {
    const { found, shows } = await page.evaluate(focused);
    if (found === name) {
      if (!shows) throw new Error(`The focus does not show on ${name}`);
      return;
    }
    passed.push(found);
    await page.keyboard.press('Tab');
  }
  throw new Error(`No way by Tab to ${name}; on the way were: ${passed.join(', ')}`);
}

// Runs in the page: what has the focus, by the name that is read, and whether one sees that it has it.
function focused() {
  const element = document.activeElement;
  if (element === null || element === document.body) return { found: '', shows: true };
  const labels = [...(element.labels ?? [])].map((label) => label.textContent);
  const name = element.getAttribute('aria-label') ?? labels.join(' ') ?? '';
  const seen = [element, ...(element.labels ?? []), element.parentElement];
  const marked = (each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  };
  return {
    found: (name || element.textContent).trim(),
    shows: element.matches(':focus-visible') && seen.some((each) => each !== null && marked(each)),
  };
}
