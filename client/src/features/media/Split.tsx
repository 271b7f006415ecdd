import {
  Fragment,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { useText } from '../../i18n/index.ts';
import { columnsOf, type Item } from './items.ts';

interface Props {
  items: readonly Item[];
  /** One under the other, as on an upright phone. */
  stacked: boolean;
  children: (item: Item) => ReactNode;
}

/** Smallest share of a line that a cell can be made, and one press of an arrow key. */
const LEAST = 0.15;
const STEP = 0.05;
/** What is shared is read, faces are recognised. */
const SCREEN_SHARE = 0.74;

/** One to five pictures beside each other, whose edges can be drawn: by pointer, or by the arrow keys on an edge. */
export function Split({ items, stacked, children }: Props) {
  const screenFirst = items[0]?.source === 'screen';
  const columns = stacked ? [[...items]] : columnsOf(items, screenFirst);
  return (
    <div className="split" data-stacked={stacked ? '' : undefined}>
      <Line
        key={`${columns.length} ${screenFirst}`}
        direction="row"
        first={columns.length > 1 && screenFirst ? SCREEN_SHARE : undefined}
        cells={columns.map((column) => ({
          key: column[0]?.key ?? '',
          content: (
            <Line
              key={column.length}
              direction="column"
              cells={column.map((item) => ({
                key: item.key,
                content: <div className="cell">{children(item)}</div>,
              }))}
            />
          ),
        }))}
      />
    </div>
  );
}

interface LineProps {
  direction: 'row' | 'column';
  cells: readonly { key: string; content: ReactNode }[];
  /** The share of the first cell at the beginning; without it all are alike. */
  first?: number | undefined;
}

function Line({ direction, cells, first }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  const [shares, setShares] = useState(() => begin(cells.length, first));
  const move = (index: number, by: number) => setShares((now) => shifted(now, index, by));
  return (
    <div className="split-line" data-direction={direction} ref={line}>
      {cells.map(({ key, content }, index) => (
        <Fragment key={key}>
          {index > 0 && (
            <Edge
              direction={direction}
              value={shares.slice(0, index).reduce((sum, share) => sum + share, 0)}
              onMove={(by) => move(index - 1, by)}
              length={() => (direction === 'row' ? line.current?.offsetWidth : line.current?.offsetHeight) ?? 1}
            />
          )}
          <div className="split-cell" style={{ '--share': shares[index] ?? 1 } as CSSProperties}>
            {content}
          </div>
        </Fragment>
      ))}
    </div>
  );
}

interface EdgeProps {
  direction: 'row' | 'column';
  /** Where it stands along the line, 0–1. */
  value: number;
  onMove: (by: number) => void;
  length: () => number;
}

function Edge({ direction, value, onMove, length }: EdgeProps) {
  const text = useText('room').pins;
  const from = useRef<number | null>(null);
  const along = ({ clientX, clientY }: PointerEvent) => (direction === 'row' ? clientX : clientY);
  const pressed = (event: KeyboardEvent) => {
    const steps = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    onMove(steps);
  };
  return (
    <div
      className="edge"
      role="separator"
      tabIndex={0}
      aria-label={text.edge}
      aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      onKeyDown={pressed}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = along(event);
      }}
      onPointerMove={(event) => {
        if (from.current === null) return;
        onMove((along(event) - from.current) / length());
        from.current = along(event);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
    />
  );
}

function begin(count: number, first: number | undefined): number[] {
  if (first === undefined || count < 2) return Array.from({ length: count }, () => 1 / count);
  return [first, ...Array.from({ length: count - 1 }, () => (1 - first) / (count - 1))];
}

/** Gives `by` of the line from the cell after the edge to the one before it, as far as both stay visible. */
function shifted(shares: readonly number[], index: number, by: number): number[] {
  const before = shares[index] ?? 0;
  const after = shares[index + 1] ?? 0;
  const least = Math.min(LEAST, before, after);
  const change = Math.min(after - least, Math.max(least - before, by));
  return shares.map((share, at) => (at === index ? share + change : at === index + 1 ? share - change : share));
}
