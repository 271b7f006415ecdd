// Quizzes as they are taken on the screen.
import { press, saying } from './ui.mjs';

/** A draft of `[points, question]` pairs, which go into the course's bank first. */
export async function makeQuiz(server, token, session, questions, settings = {}) {
  const parts = [];
  for (const [points, question] of questions) {
    const body = { course_id: session.course_id, question };
    const { id } = await server.call('POST', '/learning/questions', { token, body });
    parts.push({ kind: 'question', question_id: id, points });
  }
  const body = { session_id: session.id, title: 'Justice', parts, settings };
  return server.call('POST', '/learning/quizzes', { token, body });
}

/** From the notice to the first question. */
export async function startQuiz(page) {
  await press(page, saying('Show quiz', '.stage-notice'));
  await press(page, saying('Start', 'aside.panel'));
  await page.waitForSelector('.quiz-question');
}

export const saved = (page) =>
  page.waitForSelector('.quiz-head ::-p-xpath(.//*[@role="status"][starts-with(normalize-space(.), "Saved at")])');
