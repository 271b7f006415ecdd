import type { Rehearsal, RehearsalBody } from '../../../core/api.gen.ts';
import type { CallOptions } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';

/** The calls about the rehearsals of a lesson plan. */

const of = (planId: string) => `/learning/plans/${planId}/rehearsals`;

/** Those that go on, and those of the last hour; the newest first. */
export const listRehearsals = (planId: string, options?: CallOptions) => api.get<Rehearsal[]>(of(planId), options);
export const beginRehearsal = (planId: string, fields: RehearsalBody) => api.post<Rehearsal>(of(planId), fields);
export const stopRehearsal = (planId: string, id: string) => api.post<Rehearsal>(`${of(planId)}/${id}/stop`);
