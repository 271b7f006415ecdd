import { useEffect, useRef } from 'react';
import { useFormats, useText } from '../../../i18n/index.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';

/** A link to hand on, which is told this once; the focus is on copying it. */
export function ShownLink({ link, until }: { link: string; until: string }) {
  const text = useText('recovery').admin;
  const format = useFormats();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <div className="note" data-kind="accent" ref={box} role="status">
      <div className="col gap-2 grow">
        <p>{text.made}</p>
        <div className="row">
          <input
            className="input grow"
            readOnly
            value={link}
            aria-label={text.link}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton className="btn btn-primary" value={link}>
            {text.copy}
          </CopyButton>
        </div>
        <p className="small muted">{text.until(format.moment(new Date(until)))}</p>
      </div>
    </div>
  );
}
