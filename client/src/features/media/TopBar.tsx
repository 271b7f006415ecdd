import { useText } from '../../i18n/index.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Clock } from './Clock.tsx';
import { useRoomState } from './context.ts';
import { LockMark } from './controls/LockMark.tsx';
import type { Layout, LayoutChoice } from './view.ts';

const ICONS: Record<Layout, IconName> = {
  gallery: 'layout-grid',
  speaker: 'square-user',
  sidebar: 'panel-right',
  stage: 'presentation',
};

/** The digit that stands for it on the keyboard. */
const KEYS: Record<Layout, number> = { gallery: 1, speaker: 2, sidebar: 3, stage: 4 };

export function TopBar({ layout, layouts, choose }: LayoutChoice) {
  const text = useText('room').layouts;
  const session = useRoomState((state) => state.entered?.session);
  return (
    <header className="top" data-theme="stage">
      <h1 className="row grow room-title">
        <span className="strong cut course">{session?.course_title}</span>
        <span className="faint sep" aria-hidden="true">
          /
        </span>
        <span className="muted cut sess">{session?.title}</span>
      </h1>
      <div className="seg views" role="group" aria-label={text.label}>
        {layouts.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === layout}
            aria-label={text[each]}
            title={`${text[each]} (${KEYS[each]})`}
            onClick={() => choose(each)}
          >
            <Icon name={ICONS[each]} />
            {each === layout && text[each]}
          </button>
        ))}
      </div>
      <div className="row row-3 marks-top">
        <LockMark />
        <Clock />
      </div>
    </header>
  );
}
