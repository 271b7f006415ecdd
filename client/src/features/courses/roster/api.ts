import type { CallOptions } from '../../../core/api.ts';
import type { EnrollmentChange, Expected, NewExpected, RosterReport } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';
import type { Enrollment } from '../../../core/types.ts';

/** The calls about the roster of a course. */

/** `dryRun`: only say what is in the file. `keepGood`: go on with the good lines where others are faulty. */
export const importRoster = (courseId: string, file: File, { dryRun = false, keepGood = false }) =>
  api.upload<RosterReport>(`/courses/${courseId}/roster`, file, {
    query: { dry_run: String(dryRun), keep_good: String(keepGood) },
  });
export const exportRoster = (courseId: string, language: 'ko' | 'en') =>
  api.download(`/courses/${courseId}/roster.csv?language=${language}`);

export const listExpected = (courseId: string, options?: CallOptions) =>
  api.get<Expected[]>(`/courses/${courseId}/expected`, options);
export const expectPerson = (courseId: string, person: NewExpected) =>
  api.post<Expected>(`/courses/${courseId}/expected`, person);
export const removeExpected = (courseId: string, expectedId: string) =>
  api.delete(`/courses/${courseId}/expected/${expectedId}`);

export const describePerson = (courseId: string, enrollmentId: string, change: EnrollmentChange) =>
  api.patch<Enrollment>(`/courses/${courseId}/enrollments/${enrollmentId}`, change);
