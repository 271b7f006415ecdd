import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Mark } from '../../ui/icons.tsx';

interface Props {
  title: string;
  words: string;
  /** Where the mark leads; nowhere for guests, who have no other page here. */
  home?: string | null;
  /** What can be done. */
  children?: ReactNode;
}

/** The page in the place of a room that this one is not in any more. */
export function RoomOver({ title, words, home = '/', children }: Props) {
  const brand = (
    <>
      <Mark />
      <span>EduForum</span>
    </>
  );
  return (
    <main className="room-over">
      {home === null ? (
        <span className="brand">{brand}</span>
      ) : (
        <Link className="brand" href={home}>
          {brand}
        </Link>
      )}
      <div className="state" role="status">
        <h1>{title}</h1>
        <p>{words}</p>
        {children && <div className="acts">{children}</div>}
      </div>
    </main>
  );
}
