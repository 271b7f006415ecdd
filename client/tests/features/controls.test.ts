import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from '../../src/core/client.ts';
import type { Participant } from '../../src/core/protocol.gen.ts';
import { emptyRoom } from '../../src/core/room-state.ts';
import type { Room } from '../../src/core/room.ts';
import { personMenu } from '../../src/features/media/controls/menus.ts';
import { languageStore, load } from '../../src/i18n/language.ts';
import { participant } from '../core/roomFactory.ts';

const room = { store: { getState: () => emptyRoom } } as unknown as Room;
const ways = { sessionId: 'session', askRemove: () => undefined };
const camera = (label: string): Participant =>
  participant('sender', {
    sources: [
      { source: 'whip-1', kind: 'video', muted: false, label },
      { source: 'whip-1-audio', kind: 'audio', muted: false, label },
      { source: 'screen', kind: 'video', muted: false, label: '' },
    ],
  });

async function endings(person: Participant, me: Participant) {
  await load(languageStore.getState().language, 'controls');
  return personMenu(room, person, me, ways).filter(
    ({ label }) => label.startsWith('End “') || label.includes('document'),
  );
}

afterEach(() => vi.restoreAllMocks());

describe('what comes by WHIP', () => {
  it.each(['professor', 'co_professor'] as const)(
    'is ended by a %s, once for its picture and its sound',
    async (role) => {
      const ended = vi.spyOn(api, 'delete').mockResolvedValue();
      const [item, ...more] = await endings(camera('Microscope'), participant('me', { role }));
      expect([item?.label, more]).toEqual(['End “Microscope”', []]);
      item?.onSelect();
      expect(ended).toHaveBeenCalledExactlyOnceWith('/sessions/session/whip/whip-1');
    },
  );

  it('is called a document camera where its sender gave no name', async () => {
    const [item] = await endings(camera(''), participant('me', { role: 'professor' }));
    expect(item?.label).toBe('End the document camera');
  });

  it.each(['student', 'ta', 'observer', 'admin'] as const)('is not ended by a %s', async (role) => {
    expect(await endings(camera('Microscope'), participant('me', { role }))).toEqual([]);
  });

  it('is nothing to end where nobody sends any', async () => {
    expect(await endings(participant('sender'), participant('me', { role: 'professor' }))).toEqual([]);
  });
});

describe('sending somebody out', () => {
  it.each([
    ['a co-host', participant('me', { co_host: true }), 'ta', false],
    ['a co-host', participant('me', { co_host: true }), 'admin', false],
    ['a co-host', participant('me', { co_host: true }), 'student', true],
    ['a professor', participant('me', { role: 'professor' }), 'ta', true],
    ['a professor', participant('me', { role: 'professor' }), 'co_professor', false],
  ] as const)('is offered to %s (%#)', async (_, me, role, offered) => {
    await load(languageStore.getState().language, 'controls');
    const items = personMenu(room, participant('other', { role }), me, ways);
    expect(items.some(({ danger }) => danger === true)).toBe(offered);
  });
});
