import type {
  Assignment,
  AssignmentChange,
  AssignmentStanding,
  CourseAssignment,
  FileFacts,
  LatePolicy,
  NewAssignment,
  NewExtension,
  NewSubmission,
  NewSubmissionGrade,
  PolicyChange,
  Ratio,
  StudentWork,
  SubmissionGrade,
} from '../../../core/api.gen.ts';
import type { CallOptions } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';
import { handOver } from '../../../ui/handOver.ts';

/** The calls about assignments, what is handed in for them, and its grades. */

const every = (courseId: string) => `/courses/${courseId}/assignments`;
const one = (courseId: string, id: string) => `${every(courseId)}/${id}`;

export const listAssignments = (courseId: string, options?: CallOptions) =>
  api.get<CourseAssignment[]>(every(courseId), options);
export const getAssignment = (courseId: string, id: string, options?: CallOptions) =>
  api.get<CourseAssignment>(one(courseId, id), options);
export const createAssignment = (courseId: string, fields: NewAssignment) =>
  api.post<Assignment>(every(courseId), fields);
export const changeAssignment = ({ course_id, id, version }: Assignment, fields: AssignmentChange) =>
  api.patch<Assignment>(one(course_id, id), fields, { version });
export const deleteAssignment = ({ course_id, id }: Assignment) => api.delete(one(course_id, id));
export const restoreAssignment = ({ course_id, id }: Assignment) =>
  api.post<Assignment>(`${one(course_id, id)}/restore`);
export const release = ({ course_id, id }: Assignment, released: boolean) =>
  api.put<Assignment>(`${one(course_id, id)}/release`, { released });
export const previewPolicy = ({ course_id, id }: Assignment, late_policy: LatePolicy) =>
  api.post<PolicyChange[]>(`${one(course_id, id)}/late-policy/preview`, { late_policy });

export const handIn = ({ course_id, id }: Assignment, fields: NewSubmission) =>
  api.post<AssignmentStanding>(`${one(course_id, id)}/submissions`, fields);

export const listWorks = (courseId: string, id: string, options?: CallOptions) =>
  api.get<StudentWork[]>(`${one(courseId, id)}/works`, options);
export const extend = ({ course_id, id }: Assignment, personId: string, fields: NewExtension) =>
  api.put<StudentWork>(`${one(course_id, id)}/works/${personId}/extension`, fields);
export const takeExtension = ({ course_id, id }: Assignment, personId: string) =>
  api.delete(`${one(course_id, id)}/works/${personId}/extension`);

/** `version` is that of the grade which the change was made from, 0 where there was none. */
export const grade = (
  { course_id, id }: Assignment,
  submissionId: string,
  version: number,
  fields: NewSubmissionGrade,
) => api.put<SubmissionGrade>(`${one(course_id, id)}/submissions/${submissionId}/grade`, fields, { version });

export async function downloadHandedIn({ course_id, id }: Assignment, submissionId: string, file: FileFacts) {
  handOver(await api.download(`${one(course_id, id)}/submissions/${submissionId}/files/${file.id}`), file.name);
}

/** A score as people read it, with two places at most; what is exact is the fraction. */
export function shown({ numerator, denominator }: Ratio): string {
  return String(Math.round((numerator / denominator) * 100) / 100);
}
