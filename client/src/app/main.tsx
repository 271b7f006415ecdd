import '../ui/css/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { session } from '../core/client.ts';
import { languageStore, load } from '../i18n/language.ts';
import { followTheme } from '../ui/theme.ts';
import { App } from './App.tsx';

// A new release took the files of this one away: the page that is asked for next comes from the new one.
window.addEventListener('vite:preloadError', (event) => {
  if (Date.now() - Number(sessionStorage.getItem('eduforum.reloaded')) < 60_000) return;
  sessionStorage.setItem('eduforum.reloaded', String(Date.now()));
  event.preventDefault();
  location.reload();
});

followTheme();
const { language } = languageStore.getState();
document.documentElement.lang = language;
void session.restore();
await Promise.all([load(language, 'common'), load(language, 'errors')]);

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
