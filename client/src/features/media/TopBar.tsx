import { useText } from '../../i18n/index.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Clock } from './Clock.tsx';
import { useRoomState } from './context.ts';
import { LAYOUTS, type Layout } from './view.ts';

const ICONS: Record<Layout, IconName> = { gallery: 'layout-grid', speaker: 'square-user' };

export function TopBar({ layout, onLayout }: { layout: Layout; onLayout: (layout: Layout) => void }) {
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
        {LAYOUTS.map((each, index) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === layout}
            aria-label={text[each]}
            title={`${text[each]} (${index + 1})`}
            onClick={() => onLayout(each)}
          >
            <Icon name={ICONS[each]} />
            {each === layout && text[each]}
          </button>
        ))}
      </div>
      <div className="row row-3 marks-top">
        <Clock />
      </div>
    </header>
  );
}
