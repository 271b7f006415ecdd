import type { Participant } from '../../core/protocol.gen.ts';

/** Something to be seen on the stage: a person by their camera, what comes by WHIP, or a shared screen. */
export interface Item {
  key: string;
  participant: Participant;
  source: string;
  /** The sender's own word for it. */
  label: string;
}

function item(participant: Participant, source: string, label = ''): Item {
  return { key: `${participant.id} ${source}`, participant, source, label };
}

/** Everybody with a seat, and beside each what else they show. Interpreters stand first: nobody has to look for them. */
export function itemsOf(people: readonly Participant[]): Item[] {
  const items = people.flatMap((person) => [
    ...(person.sending ? [item(person, 'camera')] : []),
    ...person.sources
      .filter(({ source, kind, muted }) => source.startsWith('whip-') && kind === 'video' && !muted)
      .map(({ source, label }) => item(person, source, label)),
  ]);
  return [...items.filter(isInterpreter), ...items.filter((each) => !isInterpreter(each))];
}

export function isInterpreter({ participant, source }: Item): boolean {
  return participant.interpreter && source === 'camera';
}

/** The screen that is shared, as those see it who do not share it themselves from here. */
export function screenOf(people: readonly Participant[], sharesHere: string | null): Item | null {
  const person = people.find(({ screen, id }) => screen && id !== sharesHere);
  return person === undefined ? null : item(person, 'screen');
}

/** Whom one sees who sits an exam: oneself, and who interprets for those who need it. */
export function apart(people: readonly Participant[], selfId: string | null): readonly Participant[] {
  return people.filter(({ id, interpreter }) => id === selfId || interpreter);
}

export const MAX_PINS = 4;

/** The cells of the stage, in columns: what is shown large, with one to five in view. */
export function columnsOf<T>(cells: readonly T[], screenFirst: boolean): T[][] {
  const [first, ...rest] = cells;
  if (first === undefined) return [];
  if (rest.length === 0) return [[first]];
  if (cells.length === 4 && !screenFirst) return [cells.slice(0, 2), cells.slice(2)];
  return [[first], rest];
}

export function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
