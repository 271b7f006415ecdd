import { describe, expect, test } from 'vitest';
import type { Finding, Rehearsal, RehearsedStep } from '../../src/core/api.gen.ts';
import {
  actsOf,
  behindOf,
  currentOf,
  isOver,
  mendingsOf,
  minutesLeft,
  tookInAll,
  tookOf,
  wholeOf,
} from '../../src/features/learning/rehearsal/report.ts';
import en from '../../src/i18n/en/rehearsal.ts';
import ko from '../../src/i18n/ko/rehearsal.ts';

function step(id: string, fields: Partial<RehearsedStep> = {}): RehearsedStep {
  return {
    id,
    title: id,
    kind: 'talk',
    planned: 10,
    state: 'done',
    seconds: 600,
    launch: null,
    code: '',
    took_part: 0,
    acts: {},
    refused: {},
    ...fields,
  };
}

function finding(kind: Finding['kind'], fields: Partial<Finding> = {}): Finding {
  return { kind, step: null, part: null, question: null, have: null, need: null, ...fields };
}

const unreadable = (id: string, part: number, have: number) =>
  finding('slides_unreadable', { step: id, part, have, need: 9 });

describe('while a rehearsal goes on', () => {
  const steps = [
    step('a', { seconds: 780 }),
    step('b', { state: 'skipped', seconds: 0 }),
    step('c', { state: 'now', seconds: 240 }),
    step('d', { state: 'waiting', seconds: 0 }),
  ];

  test('the step that goes on is named with its place', () => {
    expect(currentOf({ steps })).toMatchObject({ step: { id: 'c' }, place: 3 });
    expect(currentOf({ steps: steps.slice(0, 2) })).toBeNull();
  });

  test('it is as far as its steps are, however long they took', () => {
    expect(behindOf({ steps })).toBe(24);
    // One that takes longer than planned holds the class up.
    expect(behindOf({ steps: [step('a', { state: 'now', seconds: 900 })] })).toBe(10);
  });

  test('the time that is left is the reader’s', () => {
    expect(minutesLeft({ steps, planned: 40, speed: 1 })).toBe(16);
    expect(minutesLeft({ steps, planned: 40, speed: 10 })).toBe(2);
  });

  test.each<[Rehearsal['state'], boolean]>([
    ['preparing', false],
    ['running', false],
    ['done', true],
    ['stopped', true],
    ['failed', true],
  ])('%s is over: %s', (state, over) => expect(isOver({ state })).toBe(over));
});

describe('the report', () => {
  test('says what each step took, and nothing of one that was not reached', () => {
    expect(tookOf({ state: 'done', seconds: 644 })).toBe(11);
    expect(tookOf({ state: 'waiting', seconds: 0 })).toBeNull();
    expect(tookInAll({ steps: [step('a', { seconds: 100 }), step('b', { seconds: 100 })] })).toBe(3);
  });

  test('tells what was done in one order, and what it does not know not at all', () => {
    expect(actsOf({ acts: { chat: 2, vote: 9, hand: 0, danced: 4 } })).toEqual([
      ['vote', 9],
      ['chat', 2],
    ]);
  });

  test('names all pages of the same slides together', () => {
    const steps = [step('a'), step('b')];
    const findings = [unreadable('a', 2, 7.1), unreadable('a', 5, 6.4), unreadable('b', 1, 8)];

    expect(mendingsOf({ findings, steps })).toMatchObject([
      { step: 'a', parts: [2, 5], have: 6.4, need: 9 },
      { step: 'b', parts: [1], have: 8 },
    ]);
  });

  test('names the first step that is too late, and not what follows it', () => {
    const late = (id: string, need: number) => finding('after_session', { step: id, have: 15, need });
    const findings = [late('b', 20), late('c', 30)];

    expect(mendingsOf({ findings, steps: [step('a'), step('b'), step('c')] })).toMatchObject([{ step: 'b', need: 20 }]);
  });

  test('names what could not begin where nothing else says why', () => {
    const failed = { launch: 'failed', code: 'not_found' } as const;
    const steps = [step('a', failed), step('b', failed)];
    const findings = [finding('poll_missing', { step: 'b' })];

    expect(mendingsOf({ findings, steps }).map(({ kind, step: id, code }) => [kind, id, code])).toEqual([
      ['not_begun', 'a', 'not_found'],
      ['poll_missing', 'b', ''],
    ]);
  });

  test('has words for every finding, in both languages', () => {
    const mending = { parts: [1, 2], have: 3, need: 4 };
    for (const { findings } of [en, ko]) {
      for (const say of Object.values(findings)) expect(say(mending)).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

test.each([
  ['12', 12],
  [' 5 ', 5],
  ['4', null],
  ['51', null],
  ['', null],
  ['1.5', null],
  ['1e1', null],
])('%j is a number of students: %s', (typed, number) => expect(wholeOf(typed, 5, 50)).toBe(number));
