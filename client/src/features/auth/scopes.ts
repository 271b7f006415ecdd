import type { AccessTokenShown } from '../../core/types.ts';

export type Scope = AccessTokenShown['scopes'][number];
export type Right = 'none' | 'read' | 'write';

/** What there are calls for. Writing holds reading. */
export const AREAS = ['profile', 'courses', 'sessions'] as const;
export const RIGHTS: Readonly<Record<Area, readonly Right[]>> = {
  profile: ['none', 'read'],
  courses: ['none', 'read', 'write'],
  sessions: ['none', 'read', 'write'],
};
export type Area = (typeof AREAS)[number];

export function rightOf(area: Area, scopes: readonly Scope[]): Right {
  if (scopes.includes(`${area}:write`)) return 'write';
  return scopes.includes(`${area}:read`) ? 'read' : 'none';
}

export function scopesOf(rights: Readonly<Record<Area, Right>>): Scope[] {
  return AREAS.flatMap((area) => {
    const right = rights[area];
    return right === 'none' ? [] : [`${area}:${right}` as const];
  });
}
