import type { Mention } from '../../../core/protocol.gen.ts';

export interface Piece {
  text: string;
  /** Who is meant, where the piece is `@name`. */
  mention: string | null;
}

/** A text in pieces, those that name somebody apart. Of two names that begin alike the longer one is meant. */
export function pieces(text: string, mentions: readonly Mention[]): Piece[] {
  const found: Piece[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const named = namedAt(text, at, mentions);
    if (named === null) {
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

/** The ids of those whom a text names; of namesakes all. */
export function mentioned(text: string, people: readonly Mention[]): string[] {
  const names = new Set<string>();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const named = namedAt(text, at, people);
    if (named !== null) names.add(named.name);
  }
  return people.filter(({ name }) => names.has(name)).map(({ id }) => id);
}

/** Letters and digits that go on with a word. Hangul does not: particles and titles are written right after a name. */
const GOES_ON = /^(?!\p{Script=Hangul})[\p{L}\p{M}\p{N}_]/u;

/** Whom an `@` at this place names. */
function namedAt(text: string, at: number, people: readonly Mention[]): Mention | null {
  if (text[at] !== '@' || GOES_ON.test(text.charAt(at - 1))) return null;
  let longest: Mention | null = null;
  for (const person of people) {
    const { name } = person;
    if (name.length <= (longest?.name.length ?? 0) || !text.startsWith(name, at + 1)) continue;
    if (!GOES_ON.test(text.slice(at + 1 + name.length))) longest = person;
  }
  return longest;
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
