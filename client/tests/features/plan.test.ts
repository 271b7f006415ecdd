import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/core/api.gen.ts';
import type { PlanRun, RunStep } from '../../src/core/protocol.gen.ts';
import { PlanEditor } from '../../src/features/learning/plan/editor.ts';
import { KINDS } from '../../src/features/learning/plan/kinds.ts';
import { arranged, leadingOf, restOf } from '../../src/features/learning/plan/leading.ts';
import { Plans } from '../../src/features/learning/plan/plans.ts';
import type { Room } from '../../src/core/room.ts';
import { reflow, SHORTEST } from '../../src/features/learning/plan/reflow.ts';
import {
  currentStep,
  lasted,
  leftOf,
  nextStep,
  outlook,
  previousStep,
  withSkip,
  withStep,
} from '../../src/features/learning/plan/run.ts';
import { copyOf, inserted, minutesOf, moved, newStep, totalMinutes } from '../../src/features/learning/plan/steps.ts';
import en from '../../src/i18n/en/plan.ts';
import ko from '../../src/i18n/ko/plan.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;

/** A small generator, the same in every run: xorshift32. */
function randomness(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.abs(state) % (most + 1);
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('what is left of a plan', () => {
  test('keeps its bounds whatever is planned and however much time there is', () => {
    const random = randomness(20_260_302);
    for (let round = 0; round < 1_000; round += 1) {
      const planned = Array.from({ length: random(12) }, () => 30 + random(40) * 30);
      const time = random(10_000);
      const times = reflow(planned, time);
      const floors = planned.map((seconds) => Math.min(seconds, SHORTEST));

      expect(times).toHaveLength(planned.length);
      // Never longer than planned, never shorter than the shortest, in whole seconds.
      times.forEach((seconds, at) => {
        expect(seconds).toBeLessThanOrEqual(planned[at] ?? 0);
        expect(seconds).toBeGreaterThanOrEqual(floors[at] ?? 0);
        expect(Number.isInteger(seconds)).toBe(true);
      });
      // It ends in time wherever that can be, and uses all the time that it needs.
      if (sum(floors) <= time) expect(sum(times)).toBe(Math.min(sum(planned), time));
      else expect(times).toEqual(floors);
      // Whoever was planned longer is not made shorter than another.
      for (let at = 1; at < planned.length; at += 1) {
        if ((planned[at] ?? 0) > (planned[at - 1] ?? 0)) {
          expect(times[at] ?? 0).toBeGreaterThanOrEqual((times[at - 1] ?? 0) - 1);
        }
      }
      // Less time makes nobody's step longer by more than the second that is left over.
      reflow(planned, Math.max(0, time - 60)).forEach((seconds, at) =>
        expect(seconds).toBeLessThanOrEqual((times[at] ?? 0) + 1),
      );
    }
  });

  test('is as it was planned while there is time', () => {
    expect(reflow([600, 300], 900)).toEqual([600, 300]);
    expect(reflow([], 0)).toEqual([]);
  });

  test('shrinks in proportion, and short steps stay', () => {
    expect(reflow([600, 1200, 120], 1020)).toEqual([300, 600, 120]);
  });
});

function runStep(id: string, minutes: number, fields: Partial<RunStep> = {}): RunStep {
  const step = { id, title: id, minutes, kind: 'talk', settings: {}, notes: '' };
  return { step, state: 'waiting', started_at: null, seconds: 0, launch: null, ...fields };
}

function makeRun(...steps: RunStep[]): PlanRun {
  return {
    plan: 'p',
    title: 'Plan',
    steps,
    titles_shown: false,
    version: 1,
    ends_at: new Date(START + 60 * MINUTE).toISOString(),
    back_until: null,
  };
}

const running = (id: string, minutes: number) =>
  runStep(id, minutes, { state: 'now', started_at: new Date(START).toISOString() });

describe('a run', () => {
  const run = makeRun(
    runStep('a', 5, { state: 'done', seconds: 400 }),
    running('b', 20),
    runStep('c', 20, { state: 'skipped' }),
    runStep('d', 20),
    runStep('e', 20),
  );

  test('knows what is over, what runs and what comes next', () => {
    expect(previousStep(run)?.step.id).toBe('a');
    expect(currentStep(run)?.step.id).toBe('b');
    expect(nextStep(run)?.step.id).toBe('d');
  });

  test('counts a step that was begun before on', () => {
    const again = runStep('b', 20, { state: 'now', seconds: 90, started_at: new Date(START).toISOString() });
    expect(lasted(again, START + MINUTE)).toBe(150);
    expect(leftOf(again, START + MINUTE)).toBe(1_050);
    expect(lasted(runStep('a', 5, { state: 'done', seconds: 400 }), START + MINUTE)).toBe(400);
  });

  test('is as planned while the class is in time', () => {
    const { allotted, ends, late } = outlook(run, START);
    expect([...allotted.entries()]).toEqual([
      ['d', 1_200],
      ['e', 1_200],
    ]);
    expect([ends, late]).toEqual([START + 60 * MINUTE, 0]);
  });

  test('takes what a step overruns from those that follow, and ends with the session', () => {
    const { allotted, ends, late } = outlook(run, START + 30 * MINUTE);
    expect([...allotted.values()]).toEqual([900, 900]);
    expect([ends, late]).toEqual([START + 60 * MINUTE, 0]);
  });

  test('says by how much it ends late where no step can be shorter', () => {
    const { allotted, late } = outlook(run, START + 58 * MINUTE);
    expect([...allotted.values()]).toEqual([SHORTEST, SHORTEST]);
    expect(late).toBe(120);
  });

  test('is arranged without what is over', () => {
    const rest = restOf(run);
    expect(rest.map(({ step, skipped }) => [step.id, skipped])).toEqual([
      ['b', false],
      ['c', true],
      ['d', false],
      ['e', false],
    ]);
    expect(withSkip(rest, 'd', true)[2]?.skipped).toBe(true);
    expect(withStep(rest, { ...newStep(), title: 'new' }).at(-1)?.step.title).toBe('new');
    expect(withStep(rest, { ...newStep(), id: 'e', minutes: 3 }).map(({ step }) => step.minutes)).toEqual([
      20, 20, 20, 3,
    ]);
  });
});

describe('what is arranged in class', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const ids = (plans: Plans) => plans.store.getState().run?.steps.map(({ step }) => step.id);
  const run = makeRun(runStep('a', 5, { state: 'done' }), running('b', 5), runStep('c', 5), runStep('d', 5));

  /** The tool in a room whose server answers as it is told. */
  function inRoom(answer: (version: number) => Promise<{ version: number }>) {
    const sent: number[] = [];
    const request = ({ version }: { version: number }) => {
      sent.push(version);
      return answer(version);
    };
    const plans = new Plans({ socket: { request } } as unknown as Room);
    plans.restore({ run, outline: null });
    return { plans, sent };
  }

  test('keeps what is over and what runs, and takes up new steps', () => {
    const rest = restOf(run);
    const steps = arranged(run, [
      ...rest.slice(0, 1),
      { step: newStep(), skipped: false },
      ...withSkip(rest.slice(1), 'c', true),
    ]);
    expect(steps.map(({ state }) => state)).toEqual(['done', 'now', 'waiting', 'skipped', 'waiting']);
    expect(steps[1]?.started_at).not.toBeNull();
  });

  test('stands at once, and is sent one after another', async () => {
    const { plans, sent } = inRoom((version) => Promise.resolve({ version: version + 1 }));
    const flip = () =>
      leadingOf(plans).arrange(([now, one, two, ...more]) =>
        [now, two, one, ...more].filter((each) => each !== undefined),
      );
    const both = [flip(), flip()];
    expect(ids(plans)).toEqual(['a', 'b', 'c', 'd']);
    await Promise.all(both);
    await flip();
    expect(ids(plans)).toEqual(['a', 'b', 'd', 'c']);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('is as somebody else left it where they were faster', async () => {
    const { plans, sent } = inRoom(() => Promise.reject(new Error('plan_changed')));
    const drop = () => leadingOf(plans).arrange((rest) => rest.slice(0, -1));
    const outcomes = await Promise.allSettled([drop(), drop()]);
    await settle();
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toEqual([1]);
    expect(ids(plans)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('steps', () => {
  test('move, are copied after themselves, and add up', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(inserted(['a', 'b'], 0, 'x')).toEqual(['a', 'x', 'b']);
    expect(inserted(['a', 'b'], -1, 'x')).toEqual(['x', 'a', 'b']);
    const step = newStep();
    expect(copyOf(step, 'Again').id).not.toBe(step.id);
    expect(totalMinutes([step, { minutes: 5 }])).toBe(15);
  });

  test('take minutes as they are typed', () => {
    expect(['1', ' 480 ', '0', '481', '5.5', '-3', '', 'ten'].map(minutesOf)).toEqual([
      1,
      480,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test('are of kinds that have a word in both languages', () => {
    for (const kind of Object.keys(KINDS)) {
      expect(en.kinds[kind]).toBeTruthy();
      expect(ko.kinds[kind]).toBeTruthy();
    }
  });
});

describe('a plan that is worked on', () => {
  const plan: Plan = {
    id: 'p',
    course_id: 'c',
    title: 'Plan',
    steps: [],
    titles_shown: false,
    version: 1,
    updated_at: new Date(START).toISOString(),
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  test('is saved change by change, each as of the version before', async () => {
    const saved: [number, string][] = [];
    const editor = new PlanEditor(plan, (_, change) => {
      saved.push([change.version, change.title]);
      return Promise.resolve({ ...plan, ...change, version: change.version + 1 });
    });
    editor.change({ title: 'one' });
    editor.change({ title: 'two' });
    await settle();
    editor.change({ title: 'three' });
    await settle();

    expect(saved).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
    expect(editor.store.getState()).toMatchObject({ saving: false, fault: null, plan: { title: 'three', version: 4 } });
  });

  test('keeps what could not be saved, and tries again', async () => {
    let broken = true;
    const editor = new PlanEditor(plan, (_, change) =>
      broken ? Promise.reject(new Error('away')) : Promise.resolve({ ...plan, ...change, version: 2 }),
    );
    editor.change({ title: 'kept' });
    await settle();
    expect(editor.store.getState()).toMatchObject({ saving: false, plan: { title: 'kept', version: 1 } });
    expect(editor.store.getState().fault).toBeInstanceOf(Error);
    broken = false;
    editor.retry();
    await settle();

    expect(editor.store.getState()).toMatchObject({ fault: null, plan: { title: 'kept', version: 2 } });
  });
});
