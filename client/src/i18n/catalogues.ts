/** Every catalogue, by language and feature. Each is a file of its own and is fetched when something first needs it. */

const en = {
  common: () => import('./en/common.ts'),
  errors: () => import('./en/errors.ts'),
  auth: () => import('./en/auth.ts'),
  courses: () => import('./en/courses.ts'),
  prejoin: () => import('./en/prejoin.ts'),
  room: () => import('./en/room.ts'),
  chat: () => import('./en/chat.ts'),
  questions: () => import('./en/questions.ts'),
  questionBoard: () => import('./en/questionBoard.ts'),
  quiz: () => import('./en/quiz.ts'),
  hands: () => import('./en/hands.ts'),
  floor: () => import('./en/floor.ts'),
  coldCall: () => import('./en/coldCall.ts'),
  debate: () => import('./en/debate.ts'),
  moods: () => import('./en/moods.ts'),
  reactions: () => import('./en/reactions.ts'),
  breakouts: () => import('./en/breakouts.ts'),
  controls: () => import('./en/controls.ts'),
  polls: () => import('./en/polls.ts'),
  plan: () => import('./en/plan.ts'),
  guests: () => import('./en/guests.ts'),
  whiteboard: () => import('./en/whiteboard.ts'),
  slides: () => import('./en/slides.ts'),
  notes: () => import('./en/notes.ts'),
  insights: () => import('./en/insights.ts'),
  record: () => import('./en/record.ts'),
  comfort: () => import('./en/comfort.ts'),
};

export type Language = 'en' | 'ko';
export type Feature = keyof typeof en;
export type Catalogues = { [F in Feature]: Awaited<ReturnType<(typeof en)[F]>>['default'] };
type Loaders = { [F in Feature]: () => Promise<{ default: Catalogues[F] }> };

export const loaders: Record<Language, Loaders> = {
  en,
  ko: {
    common: () => import('./ko/common.ts'),
    errors: () => import('./ko/errors.ts'),
    auth: () => import('./ko/auth.ts'),
    courses: () => import('./ko/courses.ts'),
    prejoin: () => import('./ko/prejoin.ts'),
    room: () => import('./ko/room.ts'),
    chat: () => import('./ko/chat.ts'),
    questions: () => import('./ko/questions.ts'),
    questionBoard: () => import('./ko/questionBoard.ts'),
    quiz: () => import('./ko/quiz.ts'),
    hands: () => import('./ko/hands.ts'),
    floor: () => import('./ko/floor.ts'),
    coldCall: () => import('./ko/coldCall.ts'),
    debate: () => import('./ko/debate.ts'),
    moods: () => import('./ko/moods.ts'),
    reactions: () => import('./ko/reactions.ts'),
    breakouts: () => import('./ko/breakouts.ts'),
    controls: () => import('./ko/controls.ts'),
    polls: () => import('./ko/polls.ts'),
    plan: () => import('./ko/plan.ts'),
    guests: () => import('./ko/guests.ts'),
    whiteboard: () => import('./ko/whiteboard.ts'),
    slides: () => import('./ko/slides.ts'),
    notes: () => import('./ko/notes.ts'),
    insights: () => import('./ko/insights.ts'),
    record: () => import('./ko/record.ts'),
    comfort: () => import('./ko/comfort.ts'),
  },
};
