import type { ChoiceGap, NumericGap, TextGap } from '../../../core/api.gen.ts';
import type { Difficulty, Kind, Question, QuestionFields } from './api.ts';

export interface OptionDraft {
  id: string;
  text: string;
}

export interface RowDraft extends OptionDraft {
  /** The text that fits, which may be that of another row too. */
  match: string;
}

export interface GapDraft {
  kind: 'text' | 'numeric' | 'choice';
  /** Accepted texts, or options with the right one first: one a line. */
  lines: string;
  answer: string;
  tolerance: string;
  /** Kept as the author of a file set them. */
  caseSensitive: boolean;
  spaces: boolean;
}

/** A question as it is being written: every field of every kind, so that changing the kind loses nothing. */
export interface Draft {
  kind: Kind;
  difficulty: Difficulty;
  tags: string;
  text: string;
  explanation: string;
  options: OptionDraft[];
  right: string[];
  truth: boolean;
  answer: string;
  tolerance: string;
  percent: boolean;
  accepted: string;
  caseSensitive: boolean;
  spaces: boolean;
  rows: RowDraft[];
  /** Options that fit no row, one a line. */
  extra: string;
  gaps: GapDraft[];
  partial: boolean;
  shuffle: boolean;
}

/** What is wrong with a draft, by the field that it concerns. */
export type Fault = 'text' | 'options' | 'same' | 'right' | 'answer' | 'tolerance' | 'accepted' | 'rows' | 'gaps';

export const MAX_OPTIONS = 20;

let next = 0;
/** Names an option while it is written; the server gives it another name. */
const newId = () => `n${(next++).toString(36)}`;

export const emptyOption = (): OptionDraft => ({ id: newId(), text: '' });
export const emptyRow = (): RowDraft => ({ ...emptyOption(), match: '' });
export const emptyGap = (): GapDraft => ({
  kind: 'text',
  lines: '',
  answer: '',
  tolerance: '',
  caseSensitive: false,
  spaces: true,
});

export function emptyDraft(): Draft {
  return {
    kind: 'single',
    difficulty: 'medium',
    tags: '',
    text: '',
    explanation: '',
    options: [emptyOption(), emptyOption(), emptyOption()],
    right: [],
    truth: true,
    answer: '',
    tolerance: '',
    percent: false,
    accepted: '',
    caseSensitive: false,
    spaces: true,
    rows: [emptyRow(), emptyRow()],
    extra: '',
    gaps: [],
    partial: true,
    shuffle: true,
  };
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function draftOf({ question, tags, difficulty }: QuestionFields): Draft {
  const draft: Draft = {
    ...emptyDraft(),
    kind: question.kind,
    difficulty,
    tags: tags.join(', '),
    text: question.text,
    explanation: question.explanation,
  };
  switch (question.kind) {
    case 'single':
      return { ...draft, options: question.options, right: [question.answer], shuffle: question.shuffle };
    case 'multiple': {
      const { options, answers, partial, shuffle } = question;
      return { ...draft, options, right: answers, partial, shuffle };
    }
    case 'true_false':
      return { ...draft, truth: question.answer };
    case 'numeric':
      return { ...draft, answer: question.answer, ...toleranceOf(question) };
    case 'short_text':
      return {
        ...draft,
        accepted: question.accepted.join('\n'),
        caseSensitive: question.case_sensitive,
        spaces: question.spaces,
      };
    case 'ordering':
      return { ...draft, options: question.options, partial: question.partial };
    case 'matching': {
      const text = new Map(question.options.map((option) => [option.id, option.text]));
      const match = new Map(question.answer.map((pair) => [pair.row, pair.option]));
      const used = new Set(match.values());
      return {
        ...draft,
        rows: question.rows.map((row) => ({ ...row, match: text.get(match.get(row.id) ?? '') ?? '' })),
        extra: question.options
          .filter((option) => !used.has(option.id))
          .map((option) => option.text)
          .join('\n'),
        partial: question.partial,
      };
    }
    case 'cloze':
      return { ...draft, gaps: question.gaps.map(gapDraft), partial: question.partial };
  }
}

/** The question that a draft comes to, or what stands in the way. */
export function finished(draft: Draft): { fields: QuestionFields } | { fault: Fault } {
  const common = { text: draft.text, explanation: draft.explanation };
  if (draft.text.trim() === '') return { fault: 'text' };
  const question = finishedQuestion(draft, common);
  if (typeof question === 'string') return { fault: question };
  const tags = draft.tags
    .split(/[,;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return { fields: { question, tags, difficulty: draft.difficulty } };
}

function finishedQuestion(draft: Draft, common: { text: string; explanation: string }): Question | Fault {
  const { kind, partial, shuffle } = draft;
  switch (kind) {
    case 'single':
    case 'multiple': {
      const options = filled(draft.options);
      if (typeof options === 'string') return options;
      const right = draft.right.filter((id) => options.some((option) => option.id === id));
      const [answer] = right;
      if (answer === undefined) return 'right';
      return kind === 'single'
        ? { kind, ...common, options, answer, shuffle }
        : { kind, ...common, options, answers: right, partial, shuffle };
    }
    case 'true_false':
      return { kind, ...common, answer: draft.truth };
    case 'numeric': {
      const number = finishedNumber(draft.answer, draft.tolerance, draft.percent);
      return typeof number === 'string' ? number : { kind, ...common, ...number };
    }
    case 'short_text': {
      const accepted = lines(draft.accepted);
      if (accepted.length === 0) return 'accepted';
      return { kind, ...common, accepted, case_sensitive: draft.caseSensitive, spaces: draft.spaces };
    }
    case 'ordering': {
      const options = filled(draft.options);
      return typeof options === 'string' ? options : { kind, ...common, options, partial };
    }
    case 'matching':
      return finishedMatching(draft, common);
    case 'cloze': {
      const marks = [...draft.text.matchAll(/\{\{(\d+)\}\}/g)].map((mark) => Number(mark[1]));
      if (marks.length === 0 || marks.some((mark, at) => mark !== at + 1)) return 'gaps';
      const gaps = marks.map((mark) => finishedGap(draft.gaps[mark - 1] ?? emptyGap()));
      const whole = gaps.filter((gap) => typeof gap !== 'string');
      return whole.length < gaps.length ? 'gaps' : { kind, ...common, gaps: whole, partial };
    }
  }
}

function finishedMatching(draft: Draft, common: { text: string; explanation: string }): Question | Fault {
  const rows = draft.rows.filter((row) => row.text.trim() !== '' || row.match.trim() !== '');
  if (rows.length < 2 || rows.some((row) => row.text.trim() === '' || row.match.trim() === '')) return 'rows';
  if (repeats(rows.map((row) => row.text))) return 'same';
  const texts = [...new Set([...rows.map((row) => row.match.trim()), ...lines(draft.extra)])];
  if (texts.length < 2) return 'rows';
  const options = texts.map((text, at) => ({ id: `o${at}`, text }));
  const answer = rows.map((row) => ({ row: row.id, option: `o${texts.indexOf(row.match.trim())}` }));
  return {
    kind: 'matching',
    ...common,
    rows: rows.map(({ id, text }) => ({ id, text: text.trim() })),
    options,
    answer,
    partial: draft.partial,
  };
}

function filled(options: readonly OptionDraft[]): OptionDraft[] | Fault {
  const kept = options.map(({ id, text }) => ({ id, text: text.trim() })).filter(({ text }) => text !== '');
  if (kept.length < 2) return 'options';
  return repeats(kept.map(({ text }) => text)) ? 'same' : kept;
}

/** A number as the server reads it. */
export const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(text);

const repeats = (texts: readonly string[]): boolean => new Set(texts.map((text) => text.trim())).size < texts.length;

interface NumberKey {
  answer: string;
  tolerance: string;
  tolerance_unit: 'absolute' | 'percent';
}

function finishedNumber(answer: string, tolerance: string, percent: boolean): NumberKey | Fault {
  if (!isNumber(answer.trim())) return 'answer';
  const off = tolerance.trim() === '' ? '0' : tolerance.trim();
  if (!isNumber(off) || off.startsWith('-')) return 'tolerance';
  return { answer: answer.trim(), tolerance: off, tolerance_unit: percent ? 'percent' : 'absolute' };
}

function toleranceOf(key: NumberKey): { tolerance: string; percent: boolean } {
  return { tolerance: Number(key.tolerance) === 0 ? '' : key.tolerance, percent: key.tolerance_unit === 'percent' };
}

type Gap = TextGap | NumericGap | ChoiceGap;

function gapDraft(gap: Gap): GapDraft {
  switch (gap.kind) {
    case 'text':
      return {
        ...emptyGap(),
        lines: gap.accepted.join('\n'),
        caseSensitive: gap.case_sensitive,
        spaces: gap.spaces,
      };
    case 'numeric': {
      const { tolerance, percent } = toleranceOf(gap);
      return { ...emptyGap(), kind: 'numeric', answer: gap.answer, tolerance: percent ? `${tolerance}%` : tolerance };
    }
    case 'choice': {
      const right = gap.options.filter((option) => option.id === gap.answer);
      const wrong = gap.options.filter((option) => option.id !== gap.answer);
      return { ...emptyGap(), kind: 'choice', lines: [...right, ...wrong].map((option) => option.text).join('\n') };
    }
  }
}

function finishedGap(gap: GapDraft): Gap | Fault {
  const texts = lines(gap.lines);
  switch (gap.kind) {
    case 'text':
      return texts.length === 0
        ? 'accepted'
        : { kind: 'text', accepted: texts, case_sensitive: gap.caseSensitive, spaces: gap.spaces };
    case 'numeric': {
      const percent = gap.tolerance.trim().endsWith('%');
      const number = finishedNumber(gap.answer, gap.tolerance.replace('%', ''), percent);
      return typeof number === 'string' ? number : { kind: 'numeric', ...number };
    }
    case 'choice':
      return texts.length < 2 || repeats(texts)
        ? 'options'
        : { kind: 'choice', options: texts.map((text, at) => ({ id: `o${at}`, text })), answer: 'o0' };
  }
}
