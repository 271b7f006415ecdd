import type { ButtonHTMLAttributes } from 'react';
import { useText } from '../../../i18n/index.ts';

/** What a step is moved by: dragged, or by the arrow keys. */
export function Handle({ title, ...rest }: { title: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const text = useText('plan').step;
  return (
    <button
      {...rest}
      type="button"
      className="plan-grip"
      aria-label={text.move(title)}
      aria-description={text.moveHelp}
      title={text.moveHelp}
    >
      {/* Lucide, grip-vertical (ISC). */}
      <svg className="ico" width="16" height="16" viewBox="0 0 24 24" aria-hidden="true" fill="currentColor">
        {[5, 12, 19].flatMap((y) => [9, 15].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.6" />))}
      </svg>
    </button>
  );
}
