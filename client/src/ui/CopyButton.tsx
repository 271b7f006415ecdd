import { useState, type ReactNode } from 'react';
import { useText } from '../i18n/index.ts';
import { announce } from './announce.ts';
import { copyText } from './clipboard.ts';
import { Icon } from './icons.tsx';

/** Copies `value`; the icon turns into a tick for as long as the pointer or focus stays. */
export function CopyButton({ value, children, className }: { value: string; children: ReactNode; className: string }) {
  const [copied, setCopied] = useState(false);
  const text = useText('common');
  return (
    <button
      type="button"
      className={className}
      title={text.copy}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
      onClick={() => {
        void copyText(value).then((done) => {
          setCopied(done);
          if (done) announce(text.copied);
        });
      }}
    >
      {children}
      <Icon name={copied ? 'check' : 'copy'} size={14} />
    </button>
  );
}
