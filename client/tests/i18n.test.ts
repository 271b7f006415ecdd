import { describe as suite, expect, test } from 'vitest';
import { ApiError } from '../src/core/api.ts';
import { loaders, type Feature } from '../src/i18n/catalogues.ts';
import { describe } from '../src/i18n/errors.ts';
import { formats } from '../src/i18n/format.ts';
import en from '../src/i18n/en/errors.ts';
import ko from '../src/i18n/ko/errors.ts';

const at = new Date('2026-11-24T05:00:00Z');
const until = new Date('2026-11-24T06:30:00Z');
const seoul = { ko: formats('ko', 'Asia/Seoul'), en: formats('en', 'Asia/Seoul') };

suite('dates', () => {
  test('a day', () => {
    expect(seoul.ko.date(at)).toBe('11월 24일 화요일');
    expect(seoul.en.date(at)).toBe('Tuesday 24 November');
    expect(seoul.ko.day(at)).toBe('11/24 화');
    expect(seoul.en.day(at)).toBe('Tue 24 Nov');
  });

  test('a span with its zone', () => {
    expect(seoul.ko.spanWithZone(at, until)).toBe('14:00–15:30 (한국 시간)');
    expect(seoul.en.spanWithZone(at, until)).toBe('14:00–15:30 KST');
    expect(formats('en', 'Europe/London').spanWithZone(at, until)).toBe('05:00–06:30 GMT');
  });

  test('a moment', () => {
    expect(seoul.ko.moment(at)).toBe('11월 24일 화요일 14:00 (한국 시간)');
    expect(seoul.en.moment(at)).toBe('Tue 24 Nov, 14:00 KST');
  });

  test('midnight is 00:00, not 24:00', () => {
    expect(seoul.en.time(new Date('2026-11-23T15:00:00Z'))).toBe('00:00');
    expect(seoul.ko.time(new Date('2026-11-23T15:00:00Z'))).toBe('00:00');
  });

  test('how long until, and since', () => {
    const before = new Date(at.getTime() - 12 * 60_000);
    expect(seoul.ko.relative(at, before)).toBe('12분 뒤');
    expect(seoul.en.relative(at, before)).toBe('in 12 minutes');
    expect(seoul.ko.relative(before, at)).toBe('12분 전');
    expect(seoul.en.relative(new Date(at.getTime() - 90 * 60_000), at)).toBe('1 hour ago');
  });
});

suite('catalogues', () => {
  const features = Object.keys(loaders.en) as Feature[];

  test.each(features)('%s says everything in both languages', async (feature) => {
    const english = texts((await loaders.en[feature]()).default);
    const korean = texts((await loaders.ko[feature]()).default);
    expect([...korean.keys()]).toEqual([...english.keys()]);
    for (const [key, value] of [...english, ...korean]) expect(value, key).not.toBe('');
  });

  test.each(features)('%s speaks 해요체 in Korean, and calmly', async (feature) => {
    for (const [key, value] of texts((await loaders.ko[feature]()).default)) {
      expect(value, key).not.toMatch(/[!！]|십시오|습니다/u);
    }
  });
});

suite('errors', () => {
  test('say what happened and give a code to quote', () => {
    const error = new ApiError('not_found', { status: 404, reference: 'r-1' });
    expect(describe(ko, error)).toEqual({ ...ko.not_found, code: 'not_found' });
  });

  test('of ours name the request in the log', () => {
    const reference = '01a20d76-da80-7088-a536-8369ef9dee85';
    expect(describe(en, new ApiError('internal', { status: 500, reference })).code).toBe('internal · 8369ef9dee85');
  });

  test('say when to try again', () => {
    const error = new ApiError('rate_limited', { status: 429, retryAfter: 1 });
    expect(describe(en, error).rest).toContain('in 1 second.');
    expect(describe(ko, error).rest).toContain('1초 뒤');
  });

  test('with a code that this page does not know still say something', () => {
    expect(describe(en, new ApiError('brand_new', { status: 409 })).what).toBe(en.unexpected.what);
    expect(describe(en, new ApiError('brand_new', { status: 500 })).what).toBe(en.internal.what);
    expect(describe(en, new ApiError('constructor', { status: 400 })).what).toBe(en.unexpected.what);
    expect(describe(en, new TypeError('x')).what).toBe(en.client_fault.what);
  });
});

function texts(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  if (typeof value !== 'object' || value === null) return new Map([[path, '…']]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...texts(inner, `${path}.${key}`)]));
}
