import type { PollContent } from '../../../core/api.gen.ts';
import { recall, remember } from '../../../core/preferences.ts';

/** A poll as it is being written: `options` may still be empty, `right` goes along with them. */
export interface Draft {
  kind: PollContent['kind'];
  question: string;
  options: readonly Option[];
  scale: number;
  words: number;
  names: PollContent['names'];
  results: PollContent['results'];
  peer: boolean;
  reasons: boolean;
  seconds: number;
}

export interface Option {
  /** For React alone. */
  id: number;
  text: string;
  right: boolean;
}

export const MAX_OPTIONS = 12;
/** From what nobody can find out to what staff see. */
export const NAMES = ['anonymous', 'hidden', 'shown'] as const satisfies readonly Draft['names'][];
const KEY = 'polls.names';

/** A quick poll: names as this person had them last. */
export function newDraft(yes: string, no: string): Draft {
  return {
    kind: 'single',
    question: '',
    options: [yes, no].map((text, id) => ({ id, text, right: false })),
    scale: 5,
    words: 3,
    names: NAMES.find((names) => names === recall(KEY)) ?? 'hidden',
    results: 'close',
    peer: false,
    reasons: false,
    seconds: 0,
  };
}

export function draftOf(content: PollContent): Draft {
  return {
    kind: content.kind,
    question: content.question,
    options: content.options.map((text, id) => ({ id, text, right: content.correct.includes(id) })),
    scale: content.scale,
    words: content.kind === 'words' ? (content.most ?? 3) : 3,
    names: content.names,
    results: content.results,
    peer: content.peer,
    reasons: content.reasons,
    seconds: 0,
  };
}

export function rememberNames(names: Draft['names']): void {
  remember(KEY, names);
}

export const hasOptions = ({ kind }: Pick<Draft, 'kind'>) =>
  kind === 'single' || kind === 'multiple' || kind === 'ranking';
export const hasKey = ({ kind }: Pick<Draft, 'kind'>) => kind === 'single' || kind === 'multiple';

/** What is asked: empty options are left out, and what does not belong to the kind. */
export function contentOf(draft: Draft): PollContent {
  const options = hasOptions(draft) ? draft.options.filter(({ text }) => text.trim() !== '') : [];
  const peer = draft.peer && draft.kind === 'single';
  return {
    kind: draft.kind,
    question: draft.question,
    options: options.map(({ text }) => text),
    scale: draft.scale,
    most: draft.kind === 'words' ? draft.words : null,
    names: draft.names,
    results: draft.names === 'hidden' && draft.results === 'live' ? 'close' : draft.results,
    correct: hasKey(draft) ? options.flatMap(({ right }, place) => (right ? [place] : [])) : [],
    peer,
    reasons: draft.reasons,
  };
}

/** What is missing, or null: `options` or `right`. */
export function fault(draft: Draft): 'options' | 'right' | null {
  const { options, correct, peer } = contentOf(draft);
  const different = new Set(options.map((text) => text.trim().normalize()));
  if (hasOptions(draft) && (options.length < 2 || different.size < options.length)) return 'options';
  return peer && correct.length !== 1 ? 'right' : null;
}
