import type { NewPlan, Plan, PlanChange, PlanSummary, PlanUses } from '../../../core/api.gen.ts';
import type { CallOptions } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';

/** The calls about the lesson plans of a course. */

const PLANS = '/learning/plans';

export const listPlans = (courseId: string, options?: CallOptions) =>
  api.get<PlanSummary[]>(PLANS, { ...options, query: { course_id: courseId } });
export const getPlan = (id: string, options?: CallOptions) => api.get<Plan>(`${PLANS}/${id}`, options);
export const makePlan = (fields: NewPlan) => api.post<Plan>(PLANS, fields);
export const changePlan = (id: string, fields: PlanChange) => api.put<Plan>(`${PLANS}/${id}`, fields);
export const deletePlan = (id: string) => api.delete(`${PLANS}/${id}`);
export const restorePlan = (id: string) => api.post<Plan>(`${PLANS}/${id}/restore`);
export const getUses = (id: string, options?: CallOptions) => api.get<PlanUses>(`${PLANS}/${id}/uses`, options);
