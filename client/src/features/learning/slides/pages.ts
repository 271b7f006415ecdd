import type { SlidesState } from './state.ts';

/** The page that this person sees. */
export function pageSeen({ presentation, own, turning }: SlidesState): number {
  return own ?? turning ?? presentation?.page ?? 1;
}

/** A page that there is, as near as can be. */
export function within(page: number, pages: number): number {
  return Math.min(Math.max(1, page), pages);
}

/** Where the page lies in a field, as large as it fits. */
export function fitted(page: { width: number; height: number }, field: { width: number; height: number }): number {
  return Math.min(field.width / page.width, field.height / page.height);
}

interface TextPart {
  readonly str: string;
  readonly hasEOL: boolean;
}

/** What stands on a page, in lines to be read aloud. */
export function linesOf(parts: readonly object[]): string[] {
  let line = '';
  const lines: string[] = [];
  for (const part of parts) {
    if (!isText(part)) continue;
    line += part.str;
    if (!part.hasEOL) continue;
    lines.push(line);
    line = '';
  }
  return [...lines, line].map((each) => each.replace(/\s+/gu, ' ').trim()).filter((each) => each !== '');
}

function isText(part: object): part is TextPart {
  return 'str' in part;
}
