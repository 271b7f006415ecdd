import { createStore } from 'zustand/vanilla';
import { recall, remember } from '../../core/preferences.ts';

/** What is told to screen readers in a room, each with a level of its own. */
export const KINDS = [
  'people',
  'hands',
  'discussion',
  'chat',
  'polls',
  'quizzes',
  'questions',
  'groups',
  'screens',
  'reactions',
  'hosts',
  'connection',
] as const;
export type Kind = (typeof KINDS)[number];

/** `on`: everything as it comes; `summary`: what has gathered, seldom. */
export const LEVELS = ['on', 'summary', 'off'] as const;
export type Level = (typeof LEVELS)[number];

const DEFAULT: Level = 'summary';

/** How much of each kind is read aloud, on this device. */
export const levels = createStore<Record<Kind, Level>>(
  () => Object.fromEntries(KINDS.map((kind) => [kind, kept(kind)])) as Record<Kind, Level>,
);

export function levelOf(kind: Kind): Level {
  return levels.getState()[kind];
}

export function setLevel(kind: Kind, level: Level): void {
  remember(key(kind), level === DEFAULT ? null : level);
  levels.setState({ [kind]: level });
}

function kept(kind: Kind): Level {
  return LEVELS.find((level) => level === recall(key(kind))) ?? DEFAULT;
}

function key(kind: Kind): string {
  return `announce.${kind}`;
}
