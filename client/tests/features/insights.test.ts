import { describe, expect, it } from 'vitest';
import type { PersonParticipation } from '../../src/core/protocol.gen.ts';
import {
  columnsFor,
  duration,
  passes,
  quietMinutes,
  shownAs,
  sorted,
  talkRate,
} from '../../src/features/analytics/participation/insights.ts';
import { nothingYet, reduceInsights } from '../../src/features/analytics/participation/tool.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

function person(name: string, fields: Partial<PersonParticipation> = {}): PersonParticipation {
  return {
    participant_id: name,
    name,
    present: true,
    speaking: false,
    minutes: 30,
    spoken: 0,
    in_groups: 0,
    presented: 0,
    debated: 0,
    interpreted: 0,
    turns: 0,
    interruptions: 0,
    share: null,
    messages: 0,
    group_messages: 0,
    questions: 0,
    answered: 0,
    rounds: 0,
    reasons: 0,
    quizzes: 0,
    hands: 0,
    drawn: 0,
    quiet_since: '2026-03-02T09:45:00Z',
    ...fields,
  };
}

const names = (people: readonly PersonParticipation[]) => people.map(({ name }) => name);

describe('who is quiet', () => {
  it('is whoever is here and has not taken part for so long', () => {
    expect(quietMinutes(person('ann'), NOW)).toBe(15);
    expect(passes(person('ann'), 'quiet10', NOW)).toBe(true);
    expect(passes(person('ann'), 'quiet30', NOW)).toBe(false);
  });

  it('is nobody who has left', () => {
    expect(passes(person('ann', { present: false, quiet_since: null }), 'quiet10', NOW)).toBe(false);
  });

  it('is not the same as not having spoken', () => {
    expect(passes(person('ann', { messages: 3, quiet_since: '2026-03-02T09:59:00Z' }), 'unspoken', NOW)).toBe(true);
    expect(passes(person('ben', { spoken: 12 }), 'unspoken', NOW)).toBe(false);
    expect(passes(person('cleo', { interpreted: 12 }), 'unspoken', NOW)).toBe(false);
  });
});

describe('the order of people', () => {
  const late = person('late', { minutes: 10, spoken: 60 });
  const early = person('early', { minutes: 60, spoken: 120 });

  it('compares talk by the minute present', () => {
    expect(names(sorted([late, early], { by: 'talk', down: false }, 'en'))).toEqual(['early', 'late']);
    expect(talkRate(late)).toBeGreaterThan(talkRate(early));
  });

  it('puts those who are alike by their names, Korean ones too', () => {
    const people = [person('하은'), person('가람'), person('나리')];
    expect(names(sorted(people, { by: 'hands', down: false }, 'ko-KR'))).toEqual(['가람', '나리', '하은']);
  });

  it('turns round', () => {
    const people = [person('a', { hands: 1 }), person('b', { hands: 2 })];
    expect(names(sorted(people, { by: 'hands', down: true }, 'en'))).toEqual(['b', 'a']);
  });
});

describe('the columns', () => {
  it('are those that somebody has something in, and those that every class has', () => {
    expect(columnsFor([person('ann')])).toEqual(['name', 'talk', 'text', 'votes', 'hands']);
    const done = person('ben', { in_groups: 30, drawn: 2, reasons: 1, interpreted: 5 });
    expect(columnsFor([person('ann'), done])).toEqual([
      'name',
      'talk',
      'interpreted',
      'groups',
      'text',
      'votes',
      'reasons',
      'drawn',
      'hands',
    ]);
  });

  it('add nothing up that is not alike', () => {
    const done = person('ann', { spoken: 60, in_groups: 20, group_messages: 4, messages: 2, questions: 1 });
    expect(shownAs(done, 'groups')).toBe('0:20');
    expect(shownAs({ ...done, in_groups: 0 }, 'groups')).toBe('4');
    expect(shownAs(done, 'text')).toBe('3');
    expect(shownAs(done, 'votes')).toBe('–');
  });
});

describe('what is told', () => {
  it('keeps the last of the class and of oneself, and nothing else', () => {
    const own = { ...person('me') };
    const state = reduceInsights(nothingYet, { type: 'participation:own', own });
    expect(state.own).toBe(own);
    expect(reduceInsights(state, { type: 'room:ended' })).toBe(state);
  });
});

it('writes durations as minutes and seconds', () => {
  expect([0, 9.6, 75, 600].map(duration)).toEqual(['0:00', '0:10', '1:15', '10:00']);
});
