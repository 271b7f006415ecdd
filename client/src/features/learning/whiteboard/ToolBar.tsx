import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { complain } from '../../media/attempt.ts';
import { select, SIZES, toBoard, type BoardDesk } from './desk.ts';
import { BoardIcon } from './icons.tsx';
import { putUp } from './images.ts';
import type { BoardSession } from './session.ts';
import { INKS, PAPERS, type Tool } from './types.ts';

interface Props {
  session: BoardSession;
  desk: BoardDesk;
  self: string;
  sessionId: string;
  guest: boolean;
}

const TOOLS: readonly Tool[] = [
  'select',
  'pen',
  'marker',
  'eraser',
  'note',
  'rect',
  'ellipse',
  'arrow',
  'text',
  'image',
  'laser',
];

/** Tools whose colour is chosen. */
const INKED: readonly Tool[] = ['pen', 'marker', 'rect', 'ellipse', 'arrow', 'text'];
const SIZED: readonly Tool[] = ['pen', 'marker', 'rect', 'ellipse', 'arrow'];

/** What one draws with, and beside it in which colour and how thick. */
export function ToolBar({ session, desk, self, sessionId, guest }: Props) {
  const text = useText('whiteboard');
  const tool = useStore(desk, (state) => state.tool);
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const take = (each: Tool) => {
    if (each === 'image') file.current?.click();
    else desk.setState({ tool: each, editing: null });
  };
  const show = async (picture: Blob) => {
    setBusy(true);
    try {
      const image = await putUp(sessionId, session.board, picture);
      const state = desk.getState();
      const scale = Math.min(1, 480 / image.width, 360 / image.height);
      const size = { w: image.width * scale, h: image.height * scale };
      const middle = toBoard(state, { x: state.width / 2, y: state.height / 2 });
      const at = { x: middle.x - size.w / 2, y: middle.y - size.h / 2 };
      const id = session.document.put('image', self, { page: state.page, ...at, ...size, src: image.id });
      session.document.endStep();
      select(desk, [id]);
      desk.setState({ tool: 'select' });
    } catch (fault) {
      void complain(fault);
    }
    setBusy(false);
  };
  return (
    <>
      <div className="board-tools" role="group" aria-label={text.tools.name}>
        {TOOLS.filter((each) => each !== 'image' || !guest).map((each) => (
          <button
            key={each}
            type="button"
            className="icon-btn"
            aria-label={text.tools[each]}
            title={text.tools[each]}
            aria-pressed={tool === each}
            data-busy={each === 'image' && busy ? '' : undefined}
            onClick={() => take(each)}
          >
            <BoardIcon name={each} />
          </button>
        ))}
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          onChange={(event) => {
            const [picture] = event.target.files ?? [];
            event.target.value = '';
            if (picture !== undefined) void show(picture);
          }}
        />
      </div>
      <StyleBar session={session} desk={desk} tool={tool} />
    </>
  );
}

function StyleBar({ session, desk, tool }: { session: BoardSession; desk: BoardDesk; tool: Tool }) {
  const text = useText('whiteboard');
  const { ink, paper, size, selection } = useStore(desk);
  const document = useStore(session.store, (state) => state.document);
  const objects = useStore(document.store, (state) => state.objects);
  const chosen = [...selection].flatMap((id) => objects.get(id) ?? []);
  const notes = tool === 'note' || (chosen.length > 0 && chosen.every(({ kind }) => kind === 'note'));
  const inked = INKED.includes(tool) || (chosen.length > 0 && !notes);
  if (!notes && !inked) return null;
  const colors = notes ? PAPERS : INKS;
  const names = notes ? text.papers : text.inks;
  const current = notes ? (chosen[0]?.fill ?? paper) : (chosen[0]?.color ?? ink);
  const dye = (color: string) => {
    desk.setState(notes ? { paper: color } : { ink: color });
    if (chosen.length === 0) return;
    document.patch(new Map(chosen.map(({ id }) => [id, notes ? { fill: color } : { color }])));
    document.endStep();
  };
  const names3 = [text.sizes.thin, text.sizes.middle, text.sizes.thick];
  return (
    <div className="board-bar board-style">
      {colors.map((color, index) => (
        <button
          key={color}
          type="button"
          className="board-dye"
          style={{ background: color }}
          aria-label={text.color(names[index] ?? color)}
          title={names[index]}
          aria-pressed={current === color}
          onClick={() => dye(color)}
        />
      ))}
      {SIZED.includes(tool) && (
        <>
          <hr />
          {SIZES.map((each, index) => (
            <button
              key={each}
              type="button"
              className="board-size"
              aria-label={`${text.sizes.name}: ${names3[index]}`}
              title={names3[index]}
              aria-pressed={size === each}
              onClick={() => desk.setState({ size: each })}
            >
              <i style={{ height: each }} />
            </button>
          ))}
        </>
      )}
    </div>
  );
}
