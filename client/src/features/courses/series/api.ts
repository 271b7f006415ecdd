import type { CallOptions } from '../../../core/api.ts';
import type { Meeting, RestReport, Series, WeeklySeries } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';

/** The calls about weekly series of a course. */

const all = (courseId: string) => `/courses/${courseId}/series`;

export const listSeries = (courseId: string, options?: CallOptions) => api.get<Series[]>(all(courseId), options);
export const previewSeries = (courseId: string, pattern: WeeklySeries, options?: CallOptions) =>
  api.post<Meeting[]>(`${all(courseId)}/preview`, pattern, options);
export const createSeries = (courseId: string, title: string, pattern: WeeklySeries) =>
  api.post<Series>(all(courseId), { title, pattern });
export const previewRest = (series: Series, title: string, pattern: WeeklySeries, options?: CallOptions) =>
  api.post<RestReport>(`${all(series.course_id)}/${series.id}/rest`, { title, pattern, dry_run: true }, options);
export const changeRest = (series: Series, title: string, pattern: WeeklySeries) =>
  api.post<RestReport>(`${all(series.course_id)}/${series.id}/rest`, { title, pattern }, { version: series.version });
export const withdrawSeries = (courseId: string, seriesId: string) => api.delete(`${all(courseId)}/${seriesId}`);
