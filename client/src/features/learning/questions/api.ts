import type { ImportReport, QuestionImport, QuestionRecord, QuestionSummary, TagCount } from '../../../core/api.gen.ts';
import type { CallOptions, Page } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';

export type Question = QuestionRecord['question'];
export type Kind = Question['kind'];
export type Difficulty = QuestionRecord['difficulty'];
export type ImportFormat = QuestionImport['format'];

export const KINDS: readonly Kind[] = [
  'single',
  'multiple',
  'true_false',
  'numeric',
  'short_text',
  'ordering',
  'matching',
  'cloze',
];
export const DIFFICULTIES: readonly Difficulty[] = ['easy', 'medium', 'hard'];

/** What a question is, apart from its place in a bank. */
export interface QuestionFields {
  question: Question;
  tags: string[];
  difficulty: Difficulty;
}

export interface Wanted {
  search: string;
  kind: Kind | null;
  difficulty: Difficulty | null;
  tag: string | null;
  archived: boolean;
}

const BANK = '/learning/questions';

export function listQuestions(
  courseId: string,
  wanted: Wanted,
  cursor: string | null,
  options: Pick<CallOptions, 'signal'>,
): Promise<Page<QuestionSummary>> {
  const { archived, ...query } = wanted;
  return api.page(BANK, {
    ...options,
    query: { ...query, ...(archived && { archived: 'true' }), course_id: courseId, cursor },
  });
}

export const listTags = (courseId: string, options?: CallOptions) =>
  api.get<TagCount[]>(`${BANK}/tags`, { ...options, query: { course_id: courseId } });
export const getQuestion = (id: string, options?: CallOptions) => api.get<QuestionRecord>(`${BANK}/${id}`, options);
export const createQuestion = (courseId: string, fields: QuestionFields) =>
  api.post<QuestionRecord>(BANK, { course_id: courseId, ...fields });
export const changeQuestion = (id: string, version: number, fields: QuestionFields) =>
  api.patch<QuestionRecord>(`${BANK}/${id}`, fields, { version });
export const listVersions = (id: string, cursor: string | null, options: Pick<CallOptions, 'signal'>) =>
  api.page<QuestionRecord>(`${BANK}/${id}/versions`, { ...options, query: { cursor } });
export const archiveQuestion = (id: string) => api.delete(`${BANK}/${id}`);
export const restoreQuestion = (id: string) => api.post<QuestionRecord>(`${BANK}/${id}/restore`);

export async function importQuestions(
  courseId: string,
  file: File,
  format: ImportFormat,
  dryRun: boolean,
): Promise<ImportReport> {
  const body: QuestionImport = { course_id: courseId, format, file: await base64(file), dry_run: dryRun };
  return api.post(`${BANK}/import`, body);
}

export const exportQuestions = (courseId: string, format: ImportFormat) =>
  api.download(`${BANK}/export/${format}?course_id=${courseId}`);

/** A data URL is base 64 after its comma, and the browser makes it without a detour over strings. */
function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'));
    reader.readAsDataURL(file);
  });
}
