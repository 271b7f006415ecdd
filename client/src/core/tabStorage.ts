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

/** The keys of what is kept that begin so. */
export function keptKeys(prefix: string): string[] {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at) ?? '');
    return keys.filter((key) => key.startsWith(`eduforum.${prefix}`)).map((key) => key.slice('eduforum.'.length));
  } catch {
    return [];
  }
}
