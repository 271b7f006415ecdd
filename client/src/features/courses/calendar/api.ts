import type { CallOptions } from '../../../core/api.ts';
import type { CalendarFeed, MadeCalendarFeed, SessionCalendar } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';

/** The calls about calendars to subscribe to, and about sessions for calendar programs. */

const FEEDS = '/calendar-feeds';

export const listFeeds = (options?: CallOptions) => api.get<CalendarFeed[]>(FEEDS, options);
/** Of one course, or of all that are mine. */
export const makeFeed = (courseId: string | null) => api.post<MadeCalendarFeed>(FEEDS, { course_id: courseId });
export const revokeFeed = (id: string) => api.delete(`${FEEDS}/${id}`);

export const sessionFile = (sessionId: string) => api.download(`/sessions/${sessionId}/calendar.ics`);
export const sessionLinks = (sessionId: string) => api.get<SessionCalendar>(`/sessions/${sessionId}/calendar`);
