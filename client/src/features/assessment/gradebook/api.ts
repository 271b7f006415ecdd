import { api } from '../../../core/client.ts';
import type { CallOptions, Page } from '../../../core/api.ts';
import type {
  CategoryView,
  CellEntry,
  CellsChanged,
  ColumnView,
  Curved,
  DerivationQuery,
  DerivationView,
  Effect,
  FeedSource,
  GradebookView,
  GradeChange,
  GradeImportReport,
  MyGrades,
  MyTotals,
  NewColumn,
  Policy,
} from '../../../core/api.gen.ts';

/** The calls about a course's gradebook. */

export type TotalShown = GradebookView['settings']['total'];
export type DerivationOf = DerivationQuery['of'];
export type CurveShape = Curved['curve'];

export interface ColumnFields {
  title: string;
  category_id: string;
  points: string;
  weight: string | null;
  extra: boolean;
  droppable: boolean;
}

export interface CategoryFields {
  title: string;
  weight: string;
  weighing: CategoryView['weighing'];
  drop: number;
  extra: boolean;
}

const book = (courseId: string) => `/courses/${courseId}/gradebook`;

export const getBook = (courseId: string, options?: CallOptions) => api.get<GradebookView>(book(courseId), options);
export const putCells = (courseId: string, entries: CellEntry[], preview: boolean, why = '') =>
  api.patch<CellsChanged>(`${book(courseId)}/cells`, { entries, preview, why });
export const changeSettings = (courseId: string, policy: Policy, preview: boolean) =>
  api.patch<Effect>(`${book(courseId)}/settings`, { policy, preview });

export const addCategory = (courseId: string, fields: CategoryFields) =>
  api.post<CategoryView>(`${book(courseId)}/categories`, fields);
export const changeCategory = (courseId: string, one: CategoryView, fields: Partial<CategoryFields>) =>
  api.patch<CategoryView>(`${book(courseId)}/categories/${one.id}`, fields, { version: one.version });
export const removeCategory = (courseId: string, id: string) => api.delete(`${book(courseId)}/categories/${id}`);

export const getSources = async (courseId: string, options?: CallOptions) =>
  (await api.get<{ sources: FeedSource[] }>(`${book(courseId)}/sources`, options)).sources;
export const addColumn = (courseId: string, fields: ColumnFields & { source: NewColumn['source'] }) =>
  api.post<ColumnView>(`${book(courseId)}/columns`, fields);
export const changeColumn = (courseId: string, one: ColumnView, fields: Partial<ColumnFields> & { place?: number }) =>
  api.patch<ColumnView>(`${book(courseId)}/columns/${one.id}`, fields, { version: one.version });
export const removeColumn = (courseId: string, id: string) => api.delete(`${book(courseId)}/columns/${id}`);
export const putBackColumn = (courseId: string, id: string) =>
  api.post<ColumnView>(`${book(courseId)}/columns/${id}/put-back`);

export const setCurve = (courseId: string, columnId: string, curve: CurveShape, preview: boolean) =>
  api.put<Effect>(`${book(courseId)}/columns/${columnId}/curve`, { curve, preview });
export const undoCurve = (courseId: string, columnId: string) =>
  api.delete(`${book(courseId)}/columns/${columnId}/curve`);
export const publish = (courseId: string, columns: { id: string; published: boolean }[], total?: TotalShown) =>
  api.post<null>(`${book(courseId)}/publish`, { columns, ...(total !== undefined && { total }) });

export const settleTie = (courseId: string, students: string[], decision: 'in_order' | 'all_lower', why: string) =>
  api.post<{ tie_id: string }>(`${book(courseId)}/ties`, { students, decision, why });
export const undoTie = (courseId: string, id: string) => api.delete(`${book(courseId)}/ties/${id}`);
export const setStandings = (courseId: string, studentId: string, standings: string[]) =>
  api.put<null>(`${book(courseId)}/students/${studentId}/standings`, { standings });

export const getHistory = (
  courseId: string,
  columnId: string,
  studentId: string,
  options?: CallOptions,
): Promise<Page<GradeChange>> =>
  api.page(`${book(courseId)}/history`, {
    ...options,
    query: { column_id: columnId, student_id: studentId, limit: 200 },
  });

/** Of a student's number; of one's own where nobody is named. */
export const getDerivation = (
  courseId: string,
  studentId: string | null,
  of: DerivationOf,
  columnId: string | null,
  options?: CallOptions,
) =>
  api.get<DerivationView>(`${book(courseId)}/${studentId === null ? 'me' : `students/${studentId}`}/derivation`, {
    ...options,
    query: { of, column_id: columnId },
  });

export const takeIn = (courseId: string, file: string, dryRun: boolean) =>
  api.post<GradeImportReport>(`${book(courseId)}/import`, { file, dry_run: dryRun });
export const filePath = (courseId: string, name: string) => `${book(courseId)}/${name}`;

export const getMine = (courseId: string, options?: CallOptions) => api.get<MyGrades>(`${book(courseId)}/me`, options);
export const whatIf = (courseId: string, scores: { column_id: string; points: string }[], options?: CallOptions) =>
  api.post<MyTotals>(`${book(courseId)}/me/what-if`, { scores }, options);
