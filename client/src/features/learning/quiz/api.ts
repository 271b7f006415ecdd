import type { Attempt, QuizDetail, QuizResults, RegradeBody, Review, ScoreChange } from '../../../core/api.gen.ts';
import type { CallOptions } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';

export type Regrading = RegradeBody['regrading'];
export type { Attempt, QuizDetail, QuizResults, Review, ScoreChange };

const one = (quiz: string) => `/learning/quizzes/${quiz}`;

export const getDetail = (quiz: string, options?: CallOptions) => api.get<QuizDetail>(one(quiz), options);
export const getResults = (quiz: string, options?: CallOptions) =>
  api.get<QuizResults>(`${one(quiz)}/results`, options);
export const getReview = (quiz: string, attempt: string, options?: CallOptions) =>
  api.get<Review>(`${one(quiz)}/attempts/${attempt}`, options);
export const previewRegrade = (quiz: string, number: number, regrading: Regrading, options?: CallOptions) =>
  api.post<ScoreChange[]>(`${one(quiz)}/regrade/preview`, { number, regrading }, options);
