/** Waits until `check` gives something true, and gives that. Fails with `what` after `timeout` ms, and with what `saw` tells. */
export async function until(what, check, timeout = 15_000, saw = () => '') {
  const end = performance.now() + timeout;
  let last;
  for (;;) {
    last = await check();
    if (last) return last;
    if (performance.now() > end) {
      throw new Error([`Waited ${timeout} ms in vain until ${what}`, saw()].filter(Boolean).join(': '));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
