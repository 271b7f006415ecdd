import { describe, expect, it } from 'vitest';
import type { ContentItem, CourseContent } from '../../src/core/api.gen.ts';
import { moved, movedInto } from '../../src/features/courses/content/order.ts';
import { missing, visibilityFields, visibilityOf } from '../../src/features/courses/content/visibility.ts';

const item = (id: string) => ({ id }) as ContentItem;
const folder = (id: string, ...items: string[]) => ({
  id,
  title: id,
  visible: true,
  visible_from: null,
  version: 1,
  items: items.map(item),
});
const content: CourseContent = { folders: [folder('one', 'a', 'b'), folder('two', 'c')], students: 3 };

describe('the order of content', () => {
  it('lets a folder and an item go up or down by one', () => {
    expect(moved(content, 'two', -1)?.folders.map(({ id }) => id)).toEqual(['two', 'one']);
    expect(moved(content, 'a', 1)?.folders[0]?.items).toEqual(['b', 'a']);
  });

  it('ends at both ends', () => {
    expect(moved(content, 'one', -1)).toBeNull();
    expect(moved(content, 'b', 1)).toBeNull();
  });

  it('puts an item last into another folder', () => {
    expect(movedInto(content, 'a', 'two').folders.map(({ items }) => items)).toEqual([['b'], ['c', 'a']]);
  });
});

describe('who sees a thing', () => {
  const now = new Date(2026, 2, 2, 12);

  it('is everybody, staff, or everybody from a moment on', () => {
    expect(visibilityOf(visibilityFields(true, null, now))).toEqual({ visible: true, visible_from: null });
    expect(visibilityOf(visibilityFields(false, null, now))).toEqual({ visible: false, visible_from: null });
    const later = new Date(2026, 2, 9, 9).toISOString();
    expect(visibilityOf(visibilityFields(true, later, now))).toEqual({ visible: true, visible_from: later });
  });

  it('asks for the moment only where there is one', () => {
    expect(missing({ who: 'later', date: '', time: '09:00' })).toBe('date');
    expect(missing({ who: 'now', date: '', time: '' })).toBeNull();
  });
});
