/** Small settings of this browser. Storage that is full or forbidden costs the memory, never the page. */

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`eduforum.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`eduforum.${key}`);
    else localStorage.setItem(`eduforum.${key}`, value);
  } catch {
    // Nothing depends on it.
  }
}
