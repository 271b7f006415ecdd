import { lazy, Suspense, useState } from 'react';
import { useStore } from 'zustand';
import { api, session } from '../../core/client.ts';
import type { User } from '../../core/types.ts';
import { setLanguage, useErrorText, useLanguage, useText, type Language } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { Segments } from '../../ui/Segments.tsx';
import { setTheme, themeStore, type Theme } from '../../ui/theme.ts';
import { toast } from '../../ui/toasts.ts';
import { AccessTokensSection } from './AccessTokensSection.tsx';
import { DevicesSection } from './DevicesSection.tsx';
import { LinkedAccountsSection } from './LinkedAccountsSection.tsx';
import { AccessSection } from './recovery/AccessSection.tsx';
import { VerifyNotice } from './recovery/VerifyNotice.tsx';
import { SecuritySection } from './SecuritySection.tsx';
import { useSignOut } from './useSignOut.ts';

const CalendarSection = lazy(() => import('../courses/calendar/CalendarSection.tsx'));

const languages: readonly { value: Language; label: string; lang: Language }[] = [
  { value: 'ko', label: '한국어', lang: 'ko' },
  { value: 'en', label: 'English', lang: 'en' },
];
const themes: readonly Theme[] = ['system', 'light', 'dark'];

const ProfileDialog = lazy(() => import('./ProfileDialog.tsx'));

export default function SettingsPage() {
  const text = useText('auth').settings;
  const common = useText('common');
  const language = useLanguage();
  const theme = useStore(themeStore, (state) => state.theme);
  const user = useStore(session.store, (state) => (state.status === 'signed-in' ? state.user : null));
  const signOut = useSignOut();
  const describe = useErrorText();
  const [editing, setEditing] = useState(false);
  usePageTitle(text.title);
  if (user === null) return null;

  const speak = (value: Language) => {
    void setLanguage(value);
    // It goes along to other devices; here it is as chosen, whatever becomes of that.
    api.patch<User>('/auth/me', { language: value }).then(
      (known) => session.know(known),
      (fault: unknown) => toast(describe(fault).what),
    );
  };

  return (
    <div className="wrap-narrow">
      <header className="phead">
        <h1>{text.title}</h1>
      </header>
      <VerifyNotice />
      <section aria-label={text.profile}>
        <div className="sec-head">
          <h2>{text.profile}</h2>
        </div>
        <div className="card list">
          <div>
            <Avatar id={user.id} name={user.name} size={40} />
            <div className="col grow">
              <span className="medium cut">{user.name}</span>
              <span className="small faint cut">{user.email}</span>
            </div>
            <span className="badge">{common.roles[user.role]}</span>
            <Button aria-label={text.editProfile} onClick={() => setEditing(true)}>
              {text.edit}
            </Button>
          </div>
        </div>
        <Suspense>{editing && <ProfileDialog user={user} onClose={() => setEditing(false)} />}</Suspense>
      </section>
      <SecuritySection />
      <LinkedAccountsSection />
      <DevicesSection />
      <AccessTokensSection />
      <Suspense>
        <CalendarSection />
      </Suspense>
      {user.role === 'admin' && <AccessSection />}
      <section className="sec" aria-label={text.language}>
        <div className="sec-head">
          <h2>{text.display}</h2>
        </div>
        <div className="card list settings">
          <div>
            <div className="col grow">
              <span className="medium">{text.language}</span>
              <span className="small faint">{text.languageHelp}</span>
            </div>
            <Segments label={text.language} value={language} options={languages} onChange={speak} />
          </div>
          <div>
            <div className="col grow">
              <span className="medium">{text.theme}</span>
              <span className="small faint">{text.themeHelp}</span>
            </div>
            <Segments
              label={text.theme}
              value={theme}
              options={themes.map((value) => ({ value, label: text.themes[value] }))}
              onChange={setTheme}
            />
          </div>
          <div>
            <div className="col grow">
              <span className="medium">{text.zone}</span>
              <span className="small faint">{text.zoneHelp}</span>
            </div>
            <span className="muted">{Intl.DateTimeFormat().resolvedOptions().timeZone}</span>
          </div>
        </div>
      </section>
      <section className="sec" aria-label={text.account}>
        <Button icon="log-out" onClick={signOut}>
          {text.signOutHere}
        </Button>
      </section>
    </div>
  );
}
