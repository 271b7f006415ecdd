import { useStore } from 'zustand';
import { hueOf } from '../../../ui/person.ts';
import type { BoardSession } from './session.ts';
import { pathThrough } from './strokes.ts';

interface Props {
  session: BoardSession;
  page: string;
  zoom: number;
  nameOf: (id: string) => string;
}

/** Where others point, and what they are drawing before it is on the board. */
export function Pointers({ session, page, zoom, nameOf }: Props) {
  const pointers = useStore(session.pointers);
  return [...pointers].map(([id, pointer]) => {
    if (pointer.page !== page) return null;
    const name = nameOf(id);
    const color = `hsl(${hueOf(id)} 55% 38%)`;
    const trail = pointer.trail.map(([x, y]) => ({ x, y }));
    const scale = 1 / zoom;
    return (
      <g key={id} className="board-pointer" aria-hidden="true">
        {pointer.tool === 'pen' && trail.length > 0 && (
          <path d={pathThrough(trail)} stroke={pointer.color} strokeWidth={pointer.size} />
        )}
        {pointer.tool === 'laser' && <path className="board-laser" d={pathThrough(trail)} strokeWidth={5 * scale} />}
        <g transform={`translate(${pointer.x} ${pointer.y}) scale(${scale})`}>
          <path d="M0 0l5 17 4-7 8-2z" fill={color} stroke="#fff" strokeWidth={1.2} />
          <foreignObject x={12} y={14} width={160} height={26}>
            <span className="board-name" style={{ background: color }}>
              {name}
            </span>
          </foreignObject>
        </g>
      </g>
    );
  });
}
