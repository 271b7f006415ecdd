import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/core/api.ts';
import type { GuestLink, Session, SessionGuest } from '../../src/core/types.ts';
import { endChoices, mayTakeBack, standingOf, stayOf } from '../../src/features/courses/guestLinks.ts';
import { sendsFiles } from '../../src/features/learning/chat/channels.ts';
import { hostMenu } from '../../src/features/media/controls/menus.ts';
import { enterAsGuest, fileForGuest, guestWay, look, refusedGuest } from '../../src/features/media/guests/guest.ts';
import {
  changePass,
  currentPass,
  isName,
  keepPass,
  passFor,
  secretOf,
  type GuestPass,
} from '../../src/features/media/guests/pass.ts';
import { languageStore, load } from '../../src/i18n/language.ts';
import type { Room } from '../../src/core/room.ts';
import { participant } from '../core/roomFactory.ts';
import { data, memoryStorage, refusal, serve } from '../server.ts';

const MUTED = { audio: true, video: false };
const NOW = new Date('2026-11-24T05:00:00Z');

const pass = (fields: Partial<GuestPass> = {}): GuestPass => ({
  secret: 'sesame',
  name: 'Ada',
  token: null,
  sessionId: 'session',
  inside: null,
  ...fields,
});

const link = (fields: Partial<GuestLink> = {}): GuestLink => ({
  id: 'link',
  session_id: 'session',
  waits: true,
  max_uses: 2,
  uses: 0,
  created_by: '한지원',
  created_at: '2026-11-24T04:00:00Z',
  expires_at: '2026-11-24T06:30:00Z',
  revoked_at: null,
  ...fields,
});

const session = (fields: Partial<Session> = {}) =>
  ({
    status: 'scheduled',
    scheduled_at: '2026-11-24T05:00:00Z',
    duration_minutes: 90,
    started_at: null,
    ended_at: null,
    ...fields,
  }) as Session;

const GUEST: SessionGuest = {
  id: 'guest',
  link_id: 'link',
  name: 'Ada',
  entered_at: '2026-11-24T05:01:00Z',
  left_at: null,
  ended_at: null,
};

const admission = (token: string) =>
  data({ ws_url: 'wss://eduforum.test/ws', participant_token: token, expires_in: 7_200, ice_servers: [] });

beforeEach(() => {
  vi.stubGlobal('sessionStorage', memoryStorage());
  vi.stubGlobal('location', new URL('https://eduforum.test/guest'));
});
afterEach(() => vi.unstubAllGlobals());

describe('the address of a guest link', () => {
  it.each([
    ['#l6ZN-_x', 'l6ZN-_x'],
    ['#l6ZN-_x).', 'l6ZN-_x'],
    ['', null],
    ['#', null],
    ['#(none)', null],
  ])('has in %j the secret %j', (hash, secret) => {
    expect(secretOf(hash)).toBe(secret);
  });
});

describe('what a guest holds in a tab', () => {
  it('is kept for the link that it came from, and for a reload without one', () => {
    keepPass(pass({ token: 'held' }));
    expect(passFor('sesame')?.token).toBe('held');
    expect(passFor(null)?.token).toBe('held');
  });

  it('is worth nothing for another link', () => {
    keepPass(pass({ token: 'held' }));
    expect(passFor('another')).toEqual(pass({ secret: 'another', name: '', sessionId: null }));
  });

  it('is nothing where no link was opened', () => {
    expect(passFor(null)).toBeNull();
    changePass({ token: 'late' });
    expect(currentPass()).toBeNull();
  });
});

describe('a name', () => {
  it.each(['김하늘', 'Ada', 'R2', 'Ólafur'])('is %s', (name) => expect(isName(name)).toBe(true));
  it.each(['', '  ', '…', '🙂'])('is not %j', (name) => expect(isName(name)).toBe(false));
});

describe('coming in as a guest', () => {
  it('shows the secret and what was held, without any sign-in', async () => {
    const server = serve(() => data({ title: 'Seminar' }));
    await look(pass({ token: 'held' }), new AbortController().signal);
    expect(server.calls[0]).toMatchObject({ path: '/api/v1/guests/look', body: { secret: 'sesame', again: 'held' } });
    expect(server.calls[0]?.headers.get('Authorization')).toBeNull();
  });

  it('keeps what brings the same guest back, and gives the room the ticket of the door', async () => {
    const server = serve(() => admission('first'));
    await enterAsGuest(pass(), MUTED);
    expect(currentPass()).toEqual(pass({ token: 'first', inside: MUTED }));

    const { token } = await guestWay().ticket();
    expect([token, server.calls.length]).toEqual(['first', 1]);
  });

  it('comes back after a reload by the newest token that was held', async () => {
    keepPass(pass({ token: 'first', inside: MUTED }));
    const server = serve(() => admission('second'));
    const way = guestWay();
    way.renewed?.('renewed');
    await way.ticket();
    expect(server.calls[0]?.body).toEqual({ secret: 'sesame', again: 'renewed', name: 'Ada' });
    expect(currentPass()?.token).toBe('second');
  });

  it.each([
    ['session_not_live', 409, 'not_live'],
    ['session_ended', 410, 'ended'],
    ['guest_link_revoked', 410, 'removed'],
    ['guest_link_used_up', 409, 'removed'],
    ['forbidden', 403, 'refused'],
  ])('is over or not by %s', (code, status, reason) => {
    expect(refusedGuest(new ApiError(code, { status }))).toEqual({ reason, code });
  });

  it('waits where the server is busy', () => {
    expect(refusedGuest(new ApiError('rate_limited', { status: 429, retryAfter: 7 }))).toEqual({ retryAfter: 7 });
  });
});

describe('the files of the chat', () => {
  it('come to a guest by what the guest holds', async () => {
    keepPass(pass({ token: 'held' }));
    const server = serve(() => new Response('handout'));
    const file = await fileForGuest('file');
    expect(await file.text()).toBe('handout');
    expect(server.calls).toMatchObject([
      { method: 'POST', path: '/api/v1/guests/files/file', body: { token: 'held' } },
    ]);
  });

  it('that are not for a guest say why', async () => {
    keepPass(pass({ token: 'held' }));
    serve(() => refusal(404, 'not_found'));
    await expect(fileForGuest('file')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are not sent by guests', () => {
    expect([sendsFiles({ role: 'guest' }), sendsFiles({ role: 'student' })]).toEqual([false, true]);
  });
});

describe('until when a link may let guests in', () => {
  const ends = (fields: Partial<Session>, now = NOW) => endChoices(session(fields), now).map(({ end }) => end);

  it('is first the end of the class', () => {
    const [first] = endChoices(session({ status: 'live' }), NOW);
    expect(first).toEqual({ end: 'session', at: new Date('2026-11-24T06:30:00Z') });
  });

  it('is a later time where the class overruns', () => {
    expect(ends({ status: 'live' }, new Date('2026-11-24T06:25:00Z'))).toEqual(['hour', 'day', 'week', 'month']);
  });

  it('is no time before the class begins', () => {
    expect(ends({ scheduled_at: '2026-11-30T05:00:00Z' })).toEqual(['session', 'week', 'month']);
  });

  it('is none yet where the class is further off than the server allows', () => {
    expect(ends({ scheduled_at: '2027-03-30T05:00:00Z' })).toEqual([]);
  });
});

describe('a link', () => {
  it.each([
    [{}, 'open'],
    [{ uses: 2 }, 'used_up'],
    [{ expires_at: '2026-11-24T05:00:00Z' }, 'expired'],
    [{ uses: 2, revoked_at: '2026-11-24T04:30:00Z' }, 'revoked'],
  ] as const)('of %j is %s', (fields, standing) => {
    expect(standingOf(link(fields), NOW)).toBe(standing);
  });

  it.each([
    [{ entered_at: null }, null, ['never', null]],
    [{}, null, ['here', null]],
    [{ left_at: '2026-11-24T05:40:00Z' }, null, ['left', '2026-11-24T05:40:00Z']],
    [{ ended_at: '2026-11-24T05:20:00Z' }, null, ['sent', '2026-11-24T05:20:00Z']],
    [{}, '2026-11-24T06:30:00Z', ['left', '2026-11-24T06:30:00Z']],
  ] as const)('a guest of %j in a class that ended at %s has the stay %j', (fields, ended_at, stay) => {
    const guest = { ...GUEST, ...fields };
    expect(stayOf(guest, { ended_at })).toEqual(stay);
  });

  it('is taken back while somebody may come or may have come by it', () => {
    const expired = { expires_at: '2026-11-24T04:30:00Z' };
    expect(mayTakeBack(link(), NOW)).toBe(true);
    expect(mayTakeBack(link({ uses: 2 }), NOW)).toBe(true);
    expect(mayTakeBack(link({ ...expired, uses: 1 }), NOW)).toBe(true);
    expect(mayTakeBack(link(expired), NOW)).toBe(false);
    expect(mayTakeBack(link({ revoked_at: '2026-11-24T04:30:00Z' }), NOW)).toBe(false);
  });
});

describe('the menu “more”', () => {
  const nothing = { settings: () => undefined, guests: () => undefined };

  it.each([
    ['professor', true],
    ['co_professor', true],
    ['admin', true],
    ['ta', false],
    ['student', false],
    ['guest', false],
  ] as const)('of a %s has guest links: %s', async (role, has) => {
    await load(languageStore.getState().language, 'controls');
    const labels = hostMenu({} as unknown as Room, participant('me', { role }), nothing).map(({ label }) => label);
    expect(labels.includes('Guest links')).toBe(has);
  });
});
