import '../ui/css/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { session } from '../core/client.ts';
import { languageStore, load } from '../i18n/language.ts';
import { followTheme } from '../ui/theme.ts';
import { App } from './App.tsx';

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
