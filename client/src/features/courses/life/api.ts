import type { CourseCopy } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';
import type { Course } from '../../../core/types.ts';

/** What becomes of a course after it was made. */

export const copyCourse = (id: string, copy: CourseCopy) => api.post<Course>(`/courses/${id}/copy`, copy);
export const archiveCourse = (id: string) => api.post<Course>(`/courses/${id}/archive`);
export const unarchiveCourse = (id: string) => api.post<Course>(`/courses/${id}/unarchive`);
