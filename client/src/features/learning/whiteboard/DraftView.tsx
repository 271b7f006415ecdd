import type { BoardDeskState } from './desk.ts';
import { headOf } from './geometry.ts';
import { pathThrough, runs, widthOf } from './strokes.ts';

/** What is being drawn, before it is on the board. */
export function DraftView({ state: { draft, ink, size, view } }: { state: BoardDeskState }) {
  switch (draft?.kind) {
    case undefined:
      return null;
    case 'stroke':
      if (draft.tool === 'marker') {
        return <path d={pathThrough(draft.points)} stroke={ink} strokeWidth={size * 6} opacity={0.4} />;
      }
      return runs(draft.points).map(({ step, points }, index) => (
        <path key={index} d={pathThrough(points)} stroke={ink} strokeWidth={widthOf(size, step)} />
      ));
    case 'box': {
      const { x, y, w, h } = draft.box;
      if (draft.tool === 'rect')
        return <rect x={x} y={y} width={w} height={h} stroke={ink} strokeWidth={size} fill="none" />;
      return (
        <ellipse cx={x + w / 2} cy={y + h / 2} rx={w / 2} ry={h / 2} stroke={ink} strokeWidth={size} fill="none" />
      );
    }
    case 'arrow': {
      const head = headOf([draft.from, draft.to], size);
      return (
        <g stroke={ink} strokeWidth={size}>
          <path d={`M${draft.from.x} ${draft.from.y}L${draft.to.x} ${draft.to.y}`} />
          <path d={head.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('')} />
        </g>
      );
    }
    case 'marquee': {
      const { x, y, w, h } = draft.box;
      return <rect className="board-marquee" x={x} y={y} width={w} height={h} strokeWidth={1 / view.zoom} />;
    }
    case 'laser':
      return <path className="board-laser" d={pathThrough(draft.points)} strokeWidth={5 / view.zoom} />;
  }
}
