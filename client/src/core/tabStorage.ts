/** What this tab keeps over a reload. Storage that is full or forbidden costs the memory, never the page. */

export function keep(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(`eduforum.${key}`);
    else sessionStorage.setItem(`eduforum.${key}`, value);
  } catch {
    // The page goes on without it.
  }
}

export function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(`eduforum.${key}`);
  } catch {
    return null;
  }
}
