// What a course hands out and asks for, with names as long as names get: at three widths, in both languages and themes, as its
// professor and as a student see it, with the pictures in $EDUFORUM_SCREENS for somebody to look at.
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { chromium } from './support/browsers.mjs';
import { FOLDER, LOOKS, look } from './support/look.mjs';
import { PASSWORD, Server } from './support/server.mjs';
import { openPage, signIn } from './support/ui.mjs';

const DAY_MS = 24 * 3_600_000;
const NAMES = ['알렉산드리아 마리아 콘스탄티나 폰 데어 라이엔', '김하늘', 'Christopher Montgomery-Featherstonehaugh', '남궁현서'];
const ESSAY =
  '롤스는 원초적 입장에 놓인 사람들이 최소극대화 규칙을 따를 것이라고 말한다. 그러나 이 주장은 우리가 확률을 전혀 모른다는 조건에 기대고 있다.\n\n' +
  'Harsanyi’s reply is well known: if each position is equally likely, a rational person maximises the average. I think this misses what the veil is for.';

let server, chrome, course, assignment;

before(async () => {
  server = await Server.start({ env: { EDUFORUM_LIMITS__REGISTER_PER_MINUTE: '0' } });
  chrome = await chromium();
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
  const token = await server.signIn('professor');
  [course] = await server.call('GET', '/courses', { token });
  const base = `/courses/${course.id}`;
  for (const title of ['7회차 · 정의론과 무지의 베일', '6회차 · 공리주의와 그 비판']) {
    const folder = await server.call('POST', `${base}/content/folders`, { token, body: { title } });
    const add = (content, fields) =>
      server.call('POST', `${base}/content/items`, { token, body: { folder_id: folder.id, content, ...fields } });
    const name = '하사니_1975_최소극대화_원칙은_도덕의_토대가_될_수_있는가_번역본.txt';
    const begun = await fetch(`${server.url}/api/v1${base}/uploads`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'tus-resumable': '1.0.0',
        'upload-length': '4',
        'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
      },
    });
    const { id } = (await begun.json()).data;
    await fetch(`${server.url}/api/v1${base}/uploads/${id}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      body: 'veil',
    });
    await add({ kind: 'file', upload_id: id }, {});
    await add({ kind: 'link', url: 'https://plato.stanford.edu/entries/consequentialism/' }, { title: 'Stanford Encyclopedia of Philosophy: Consequentialism' });
    await add({ kind: 'page', body: ESSAY }, { title: '교수용 토론 질문 모음', visible: false });
    await add({ kind: 'page', body: ESSAY }, { title: '다음 시간에 읽을 것', visible_from: new Date(Date.now() + DAY_MS).toISOString() });
  }
  assignment = await server.call('POST', `${base}/assignments`, {
    token,
    body: {
      title: 'Essay 3: Is maximin rational?',
      instructions: '롤스 §26과 하사니를 읽고 한 가지 입장을 정해 보세요.',
      due_at: new Date(Date.now() + DAY_MS).toISOString(),
      time_zone: 'Asia/Seoul',
      published: true,
      late_policy: { percent: '10', last_day: 7 },
      rubric: ['Thesis', 'Argument', 'Use of texts', '글쓰기'].map((title) => ({
        title,
        levels: ['1', '2', '3', '4', '5'].map((points) => ({ points })),
      })),
    },
  });
  const hand = (own) => server.call('POST', `${base}/assignments/${assignment.id}/submissions`, { token: own, body: { text: ESSAY } });
  await hand(await server.signIn('student1'));
  for (const [at, name] of NAMES.entries()) {
    const email = `writer${at}@eduforum.test`;
    await server.call('POST', '/auth/register', { body: { email, password: PASSWORD, name } });
    const own = await server.signIn(`writer${at}`);
    await server.call('POST', '/courses/join', { token: own, body: { join_code: course.join_code } });
    const { submissions } = await hand(own);
    if (at % 2 === 0) continue;
    const path = `${base}/assignments/${assignment.id}/submissions/${submissions[0].id}/grade`;
    await server.call('PUT', path, { token, body: { levels: [4, 3, 3, 2], feedback: 'Say who decides what counts as a reason to refuse.' } });
  }
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

const VIEWS = [
  ['professor', 'content', 'ul.list'],
  ['student1', 'content', 'ul.list'],
  ['professor', 'assignments', 'ul.list'],
  ['professor', 'assignment', '.assignment'],
  ['student1', 'assignment', '.assignment-receipt'],
  ['professor', 'grading', '.g-ans'],
];

for (const [language, theme] of LOOKS) {
  test(`content, assignments and grading in ${language}, ${theme}`, async () => {
    for (const [person, view, shown] of VIEWS) {
      const page = await openPage(chrome, server.url, {
        width: 1440,
        height: 900,
        storage: { 'eduforum.language': language, 'eduforum.theme': theme },
      });
      await signIn(page, person);
      const paths = { assignment: `assignments/${assignment.id}`, grading: `assignments/${assignment.id}/grading` };
      await page.goto(`${server.url}/courses/${course.id}/${paths[view] ?? view}`);
      await page.waitForSelector(shown);
      await look(page, FOLDER, [view, person, language, theme].join('-'));
      await page.browserContext().close();
    }
  });
}
