import { memo, type ReactNode } from 'react';
import { endsOf, headOf, type Objects } from './geometry.ts';
import { useSelf } from '../../media/context.ts';
import { useImage } from './images.ts';
import { decodePoints, pathThrough, runs, widthOf } from './strokes.ts';
import { LABEL_SIZE, LEADING, measureAt, NAME_SIZE, PADDING, wrapped } from './text.ts';
import type { BoardObject, Point } from './types.ts';

interface Props {
  object: BoardObject;
  /** What a line may be tied to. */
  objects: Objects;
  /** Who made it. */
  name: string;
  sessionId: string;
  /** Its text is being written in a field over it. */
  editing?: boolean;
}

/** One object as it stands on the board; alike the picture that the server draws. */
export const ObjectView = memo(function ObjectView(props: Props) {
  const { object } = props;
  switch (object.kind) {
    case 'pen':
      return <Pen object={object} />;
    case 'marker':
      return (
        <path
          d={pathThrough(decodePoints(object, object.points))}
          stroke={object.color}
          strokeWidth={object.size}
          opacity={0.4}
        />
      );
    case 'rect':
    case 'ellipse':
      return <Shape {...props} />;
    case 'line':
    case 'arrow':
      return <Link {...props} />;
    case 'note':
      return <Note {...props} />;
    case 'text':
      return <Plain {...props} />;
    case 'image':
      return <Picture {...props} />;
  }
}, alike);

/** A tied line is drawn anew with whatever else changes; all others only with themselves. */
function alike(before: Props, after: Props): boolean {
  const tied = after.object.start !== null || after.object.end !== null;
  return (
    before.object === after.object &&
    before.name === after.name &&
    before.editing === after.editing &&
    (!tied || before.objects === after.objects)
  );
}

function Pen({ object }: { object: BoardObject }) {
  return runs(decodePoints(object, object.points)).map(({ step, points }, index) => (
    <path key={index} d={pathThrough(points)} stroke={object.color} strokeWidth={widthOf(object.size, step)} />
  ));
}

function Shape({ object, editing }: Props) {
  const { x, y, w, h } = object;
  const look = {
    stroke: object.color,
    strokeWidth: object.size,
    fill: object.fill ?? 'transparent',
    strokeDasharray: object.dash ? 2 * object.size : undefined,
  };
  const lines = wrapped(object.text, Math.max(w - 2 * PADDING, LABEL_SIZE), measureAt(LABEL_SIZE));
  const top = y + (h - lines.length * LABEL_SIZE * LEADING) / 2 + LABEL_SIZE;
  return (
    <>
      {object.kind === 'rect' ? (
        <rect x={x} y={y} width={w} height={h} {...look} />
      ) : (
        <ellipse cx={x + w / 2} cy={y + h / 2} rx={w / 2} ry={h / 2} {...look} />
      )}
      {editing !== true && object.text !== '' && (
        <text fontSize={LABEL_SIZE} fill={object.color} textAnchor="middle">
          {lines.map((line, index) => (
            <tspan key={index} x={x + w / 2} y={top + index * LABEL_SIZE * LEADING}>
              {line}
            </tspan>
          ))}
        </text>
      )}
    </>
  );
}

function Link({ object, objects }: Props) {
  const ends = endsOf(object, objects);
  const [start, end] = ends;
  const look = { stroke: object.color, strokeWidth: object.size };
  return (
    <>
      <path d={way([start, end])} {...look} strokeDasharray={object.dash ? 2 * object.size : undefined} />
      {object.kind === 'arrow' && <path d={way(headOf(ends, object.size))} {...look} />}
      <path d={way([start, end])} stroke="transparent" strokeWidth={Math.max(16, object.size)} />
    </>
  );
}

function Note({ object, name, editing }: Props) {
  const { x, y, w, h, size } = object;
  const lines = wrapped(object.text, Math.max(w - 2 * PADDING, size), measureAt(size));
  const held = Math.max(1, Math.floor((h - 2 * PADDING - NAME_SIZE * LEADING) / (size * LEADING)));
  return (
    <>
      <rect x={x} y={y} width={w} height={h} rx={4} fill={object.fill ?? '#ffe59a'} />
      {editing !== true && <Lines lines={lines.slice(0, held)} x={x + PADDING} y={y + PADDING} object={object} />}
      <text x={x + PADDING} y={y + h - PADDING} fontSize={NAME_SIZE} fill="#1a1b1e" opacity={0.62}>
        {name}
      </text>
    </>
  );
}

function Plain({ object, editing }: Props) {
  const width = object.w > 0 ? object.w : Infinity;
  const lines = wrapped(object.text, width, measureAt(object.size));
  const measure = measureAt(object.size);
  return (
    <>
      <rect
        x={object.x}
        y={object.y}
        width={Math.max(24, ...lines.map(measure))}
        height={lines.length * object.size * LEADING}
        fill="transparent"
      />
      {editing !== true && <Lines lines={lines} x={object.x} y={object.y} object={object} />}
    </>
  );
}

function Lines({
  lines,
  x,
  y,
  object,
}: {
  lines: readonly string[];
  x: number;
  y: number;
  object: BoardObject;
}): ReactNode {
  return (
    <text fontSize={object.size} fill={object.color}>
      {lines.map((line, index) => (
        <tspan key={index} x={x} y={y + object.size + index * object.size * LEADING}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

function Picture({ object, sessionId }: Props) {
  const guest = useSelf()?.role === 'guest';
  const address = useImage(sessionId, object.src, guest);
  const { x, y, w, h } = object;
  if (address === null) return <rect x={x} y={y} width={w} height={h} fill="#eceae4" stroke="#c9c6bd" />;
  return <image x={x} y={y} width={w} height={h} href={address} preserveAspectRatio="none" />;
}

function way(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}
