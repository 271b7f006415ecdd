import type { CSSProperties } from 'react';
import { hueOf, initialsOf } from './person.ts';

export function Avatar({ id, name, size = 32 }: { id: string; name: string; size?: 20 | 24 | 32 | 40 | 56 }) {
  return (
    <span
      className={size === 32 ? 'avatar' : `avatar avatar-${size}`}
      style={{ '--h': hueOf(id) } as CSSProperties}
      aria-hidden="true"
    >
      {initialsOf(name)}
    </span>
  );
}
