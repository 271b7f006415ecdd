import { expect, test } from 'vitest';
import type { Session } from '../src/core/types.ts';
import { dateInput, proposedStart, timeInput, timeOf } from '../src/features/courses/dates.ts';
import { endOf, isAhead, nextOf, standing } from '../src/features/courses/schedule.ts';
import { initialsOf } from '../src/ui/person.ts';

const now = new Date('2026-11-24T05:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

function make(fields: Partial<Session> = {}): Session {
  return {
    id: 'a',
    course_id: 'c',
    course_title: '정치철학 세미나',
    title: '정의론과 무지의 베일',
    scheduled_at: later(12),
    duration_minutes: 90,
    status: 'scheduled',
    started_at: null,
    ended_at: null,
    version: 1,
    series_id: null,
    planned_at: null,
    cancel_reason: '',
    ...fields,
  };
}

test.each([
  ['soon', make()],
  ['later', make({ scheduled_at: later(61) })],
  ['overdue', make({ scheduled_at: later(-1) })],
  ['live', make({ status: 'live', started_at: later(-4) })],
  ['ended', make({ status: 'ended', started_at: later(-90), ended_at: later(-2) })],
  ['cancelled', make({ status: 'cancelled' })],
])('a session can be %s', (expected, session) => {
  expect(standing(session, now)).toBe(expected);
});

test('a session that began early keeps its length', () => {
  const session = make({ status: 'live', started_at: later(-10), scheduled_at: later(60), duration_minutes: 75 });
  expect(endOf(session).toISOString()).toBe(later(65));
});

test('a live class is next, whatever its time', () => {
  const live = make({ id: 'live', status: 'live', scheduled_at: later(300), started_at: later(-5) });
  expect(nextOf([make(), live], now)?.id).toBe('live');
});

test('what is over, ended or cancelled is not ahead', () => {
  expect(isAhead(make({ scheduled_at: later(-91) }), now)).toBe(false);
  expect(isAhead(make({ status: 'cancelled' }), now)).toBe(false);
  expect(isAhead(make({ status: 'live', started_at: later(-500), scheduled_at: later(-500) }), now)).toBe(true);
});

test('fields of a form and moments are the same time', () => {
  const moment = new Date(2026, 10, 3, 9, 5);
  expect(timeOf(dateInput(moment), timeInput(moment))?.getTime()).toBe(moment.getTime());
  expect(timeOf('', '09:00')).toBeNull();
  expect(timeOf('2026-11-03', '')).toBeNull();
});

test('a new session is proposed for the next full hour', () => {
  expect(proposedStart(new Date(2026, 11, 31, 23, 40)).getTime()).toBe(new Date(2027, 0, 1, 0, 0).getTime());
});

test.each([
  ['한지원', '지원'],
  ['남궁현서', '현서'],
  ['황보아름솔', '아름'],
  ['김산', '산'],
  ['Maximilian Featherstonehaugh', 'MF'],
  ['Nguyễn Thị Phương Anh', 'NA'],
  ['Plato', 'PL'],
  ['  ', ''],
])('the avatar of %s reads %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
