import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { setLanguage, useLanguage } from '../../i18n/index.ts';
import { Icon, Mark } from '../../ui/icons.tsx';

/** The page around sign-in and registering: the mark, the other language, one column. */
export function AuthFrame({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const other = language === 'ko' ? 'en' : 'ko';
  return (
    <div className="auth">
      <header>
        <Link className="brand" href="/sign-in">
          <Mark />
          <span>EduForum</span>
        </Link>
        <button type="button" className="btn btn-quiet" lang={other} onClick={() => void setLanguage(other)}>
          <Icon name="globe" />
          {other === 'ko' ? '한국어' : 'English'}
        </button>
      </header>
      <main className="box">{children}</main>
      <footer />
    </div>
  );
}
