// What JavaScript a first visit transfers until its view is complete, from the build's manifest: the entry, the pages
// named here and all they import, with one language. Fails above the budget.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const output = join(import.meta.dirname, '../../eduforum/web/client');
const manifest = JSON.parse(readFileSync(join(output, '.vite/manifest.json'), 'utf8'));
const kilobyte = 1024;

const texts = (...features) =>
  ['common', 'errors', ...features].flatMap((feature) => [`src/i18n/en/${feature}.ts`, `src/i18n/ko/${feature}.ts`]);
const views = [
  { name: 'sign-in', budget: 130, pages: ['src/features/auth/SignInPage.tsx'], features: ['auth'] },
  { name: 'home', budget: 130, pages: ['src/features/courses/HomePage.tsx'], features: ['courses'] },
  {
    name: 'record',
    budget: 200,
    pages: [
      'src/app/SessionRecordPage.tsx',
      'src/features/learning/polls/RecordPolls.tsx',
      'src/features/learning/chat/RecordChat.tsx',
    ],
    features: ['record', 'insights', 'polls', 'chat'],
  },
  { name: 'guest', budget: 150, pages: ['src/features/media/guests/GuestPage.tsx'], features: ['prejoin', 'guests'] },
  {
    name: 'room',
    budget: 200,
    pages: ['src/features/media/PrejoinPage.tsx', 'src/app/LiveRoomPage.tsx'],
    features: ['prejoin', 'room', 'chat', 'polls'],
  },
];

function scripts(key, found = new Set()) {
  const chunk = manifest[key];
  if (chunk === undefined || found.has(chunk.file)) return found;
  if (chunk.file.endsWith('.js')) found.add(chunk.file);
  for (const imported of chunk.imports ?? []) scripts(imported, found);
  return found;
}

const gzipped = (file) => {
  try {
    return readFileSync(join(output, `${file}.gz`)).length;
  } catch {
    return readFileSync(join(output, file)).length;
  }
};
const total = (files) => [...files].reduce((sum, file) => sum + gzipped(file), 0);

let failed = false;
for (const { name, budget, pages, features } of views) {
  for (const page of pages) if (!(page in manifest)) throw new Error(`${page} is not in the manifest`);
  const files = new Set(['index.html', ...pages].flatMap((key) => [...scripts(key)]));
  const byLanguage = ['en', 'ko'].map((language) =>
    total(
      new Set(
        texts(...features)
          .filter((key) => key.includes(`/${language}/`))
          .flatMap((key) => [...scripts(key)])
          .filter((file) => !files.has(file)),
      ),
    ),
  );
  const size = (total(files) + Math.max(...byLanguage)) / kilobyte;
  const over = size > budget;
  failed ||= over;
  console.log(`${name.padEnd(8)} ${size.toFixed(1).padStart(6)} KB gzip of ${budget} KB${over ? '  TOO LARGE' : ''}`);
}
process.exitCode = failed ? 1 : 0;
