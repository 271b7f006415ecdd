import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ColdCall, ServerEvent } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { ColdCalls } from '../../src/features/learning/cold_call/coldCalls.ts';
import { chanceOf } from '../../src/features/learning/cold_call/log.ts';
import { CallNews } from '../../src/features/learning/cold_call/news.ts';
import { rememberWarning, usualWarning } from '../../src/features/learning/cold_call/warning.ts';
import { isOver, noCall, ownCall, reduceCall, restoreCall } from '../../src/features/learning/cold_call/state.ts';
import { Narrator } from '../../src/features/media/narrator.ts';
import words from '../../src/i18n/en/coldCall.ts';
import { ManualTiming } from '../core/manualTiming.ts';
import { tabMemory } from '../tabMemory.ts';

const call = (state: ColdCall['state'], changes: Partial<ColdCall> = {}): ColdCall => ({
  id: 'c',
  participant_id: 'ann',
  name: 'Ann',
  state,
  drawn_at: '2026-11-24T05:00:00Z',
  told_at: null,
  due_at: null,
  called_at: null,
  text: '',
  ...changes,
});
const changed = (to: ColdCall): ServerEvent => ({ type: 'cold_call:changed', cursor: 'c', call: to });

describe('a call', () => {
  it('is the last one that was told', () => {
    const state = reduceCall(reduceCall(noCall, changed(call('skipped'))), changed(call('drawn', { id: 'd' })));
    expect(state.call?.id).toBe('d');
    expect(restoreCall({ call: null })).toEqual(noCall);
    expect(reduceCall(state, { type: 'room:resync' })).toBe(state);
  });

  it('is one’s own to answer once one knows, until it is over', () => {
    const states = ['drawn', 'warned', 'called', 'spoken', 'written', 'passed', 'dropped', 'skipped'] as const;
    const own = states.filter((state) => ownCall({ call: call(state) }, 'ann') !== null);
    expect(own).toEqual(['warned', 'called']);
    expect(ownCall({ call: call('called') }, 'ben')).toBeNull();
    expect(states.filter((state) => isOver(call(state)))).toEqual([
      'spoken',
      'written',
      'passed',
      'dropped',
      'skipped',
    ]);
  });
});

describe('an answer in writing', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('that is begun is there after a reload, until it is sent', async () => {
    vi.stubGlobal('sessionStorage', tabMemory());
    const page = () => new ColdCalls({ socket: { request: () => Promise.resolve({}) } } as unknown as Room, 's');
    page().keepDraft('c', 'I would');
    const calls = page();
    expect([calls.draft('c'), calls.draft('d')]).toEqual(['I would', '']);
    await calls.write('c', 'I would say');
    expect(calls.draft('c')).toBe('');
  });
});

describe('a call of whom one has drawn', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('comes after the time that was chosen last, and at first after half a minute', () => {
    vi.stubGlobal('localStorage', tabMemory());
    expect(usualWarning()).toBe(30);
    rememberWarning(45);
    expect(usualWarning()).toBe(45);
    localStorage.setItem('eduforum.cold_call.warning', '7');
    expect(usualWarning()).toBe(30);
  });

  it('was as likely as the weight of the person among all', () => {
    const candidate = (participant_id: string, weight: number) => ({ participant_id, weight, calls: 0, seconds: 0 });
    const candidates = [candidate('ann', 3), candidate('ben', 1), candidate('cat', 0)];
    expect(chanceOf(call('called'), candidates)).toBe(75);
    expect(chanceOf(call('called', { participant_id: 'cat' }), candidates)).toBe(0);
    expect(chanceOf(call('called'), [])).toBe(0);
  });
});

describe('what is read aloud of calls', () => {
  async function heard(self: string, ...calls: ColdCall[]): Promise<string[]> {
    const said: string[] = [];
    const timing = new ManualTiming();
    const narrator = new Narrator(
      (text) => said.push(text),
      () => 'summary',
      timing,
    );
    const news = new CallNews(narrator, () => words);
    news.see(null, self);
    for (const each of calls) {
      news.see(each, self);
      await timing.advance(30_000);
    }
    return said;
  }

  it('is who is called, and that they answered in writing', async () => {
    expect(await heard('ben', call('called'), call('written'))).toEqual(['Ann is called.', 'Ann answered in writing.']);
  });

  it('is nothing of a pass, and nothing to whoever is called, who has a card', async () => {
    expect(await heard('ben', call('passed'))).toEqual([]);
    expect(await heard('ann', call('called'), call('written'))).toEqual([]);
  });
});
