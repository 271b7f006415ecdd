import type { Mention } from '../../../core/protocol.gen.ts';

export interface Piece {
  text: string;
  /** Who is meant, where the piece is `@name`. */
  mention: string | null;
}

/** A text in pieces, those that name somebody apart. Of two names that begin alike the longer one is meant. */
export function pieces(text: string, mentions: readonly Mention[]): Piece[] {
  const byLength = [...mentions].sort((a, b) => b.name.length - a.name.length);
  const found: Piece[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const named = text[at] === '@' ? byLength.find(({ name }) => text.startsWith(name, at + 1)) : undefined;
    if (named === undefined) {
      plain += text[at] ?? '';
      at += 1;
      continue;
    }
    if (plain !== '') found.push({ text: plain, mention: null });
    plain = '';
    found.push({ text: `@${named.name}`, mention: named.id });
    at += named.name.length + 1;
  }
  if (plain !== '') found.push({ text: plain, mention: null });
  return found;
}

const BEGUN = /(?:^|[\s(])@([^\s@]{0,20})$/u;

/** The name that is being typed before the caret, without its `@`; null where none is. */
export function begun(text: string, caret: number): string | null {
  return BEGUN.exec(text.slice(0, caret))?.[1] ?? null;
}

/** The text with the begun name whole, and where the caret is then. */
export function completed(text: string, caret: number, name: string): { text: string; caret: number } {
  const start = text.slice(0, caret).lastIndexOf('@');
  const before = `${text.slice(0, start)}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /u, ''), caret: before.length };
}
