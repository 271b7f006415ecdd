import type { CallOptions, Page } from '../../core/api.ts';
import { api } from '../../core/client.ts';
import type {
  Course,
  CourseChange,
  Enrollment,
  EnrollmentRole,
  InvitationMade,
  NewCourse,
  NewSession,
  Session,
  SessionChange,
} from '../../core/types.ts';
import type { Language } from '../../i18n/index.ts';

/** The calls about courses, their people and their sessions. */

const MOST = 200;

type Reading = Pick<CallOptions, 'signal'> & { search?: string; cursor?: string | null };

export type CourseState = 'current' | 'archived' | 'deleted';

export function listCourses({ search, cursor, state, ...options }: Reading & { state?: CourseState } = {}): Promise<
  Page<Course>
> {
  return api.page('/courses', { ...options, query: { search, cursor, state } });
}

export const getCourse = (id: string, options?: CallOptions) => api.get<Course>(`/courses/${id}`, options);
export const createCourse = (fields: NewCourse) => api.post<Course>('/courses', fields);
export const changeCourse = (id: string, version: number, fields: CourseChange) =>
  api.patch<Course>(`/courses/${id}`, fields, { version });
export const deleteCourse = (id: string) => api.delete(`/courses/${id}`);
export const restoreCourse = (id: string) => api.post<Course>(`/courses/${id}/restore`);
export const joinCourse = (code: string) => api.post<Course>('/courses/join', { join_code: code });

export function listPeople(
  courseId: string,
  { search, cursor, section, ...options }: Reading & { section?: string },
): Promise<Page<Enrollment>> {
  return api.page(`/courses/${courseId}/enrollments`, { ...options, query: { search, cursor, section } });
}

export const addPerson = (courseId: string, email: string, role: EnrollmentRole) =>
  api.post<Enrollment>(`/courses/${courseId}/enrollments`, { email, role });
/** For who has no account: accepting makes one and enrols them. */
export const invitePerson = (
  courseId: string,
  invitation: { email: string; name: string; role: EnrollmentRole; language: Language },
) => api.post<InvitationMade>(`/courses/${courseId}/invitations`, invitation);
export const removePerson = (courseId: string, enrollmentId: string) =>
  api.delete(`/courses/${courseId}/enrollments/${enrollmentId}`);

/** Every session of a course, in the order of their times. */
export const allSessions = (courseId: string, options?: CallOptions) =>
  everything<Session>(`/courses/${courseId}/sessions`, options);

/** All the pages of a list. */
export async function everything<T>(path: string, options?: CallOptions): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.page(path, { ...options, query: { cursor, limit: MOST } });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

/** What is live or was to end after `since`, in all my courses. */
export function mySessions(since: Date, options?: CallOptions): Promise<Page<Session>> {
  return api.page('/sessions', { ...options, query: { since: since.toISOString(), limit: 50 } });
}

export const getSession = (id: string, options?: CallOptions) => api.get<Session>(`/sessions/${id}`, options);
export const createSession = (courseId: string, fields: NewSession) =>
  api.post<Session>(`/courses/${courseId}/sessions`, fields);
export const changeSession = (session: Session, fields: SessionChange) =>
  api.patch<Session>(`/courses/${session.course_id}/sessions/${session.id}`, fields, { version: session.version });
export const startSession = (id: string) => api.post<Session>(`/sessions/${id}/start`);
export const endSession = (id: string) => api.post<Session>(`/sessions/${id}/end`);
