import { describe, expect, it } from 'vitest';
import { isValidElement, type ReactElement } from 'react';
import { withLinks } from '../../src/features/learning/chat/links.tsx';

interface Props {
  href?: string;
  rel?: string;
  children?: string;
}

const parts = (text: string) => withLinks(text, 'new tab') as ReactElement<Props>[];
const links = (text: string) =>
  parts(text).flatMap((part) => (isValidElement(part) && part.type === 'a' ? [part.props.href] : []));
const shown = (text: string) =>
  parts(text)
    .map((part) => part.props.children)
    .join('');

describe('addresses in a message', () => {
  it.each([
    ['see https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['(https://example.org/a)', 'https://example.org/a'],
    ['https://en.wikipedia.org/wiki/Maximin_(philosophy)', 'https://en.wikipedia.org/wiki/Maximin_(philosophy)'],
    ['https://example.org/a. And so on', 'https://example.org/a'],
    ['여기예요: https://example.org/자료。', 'https://example.org/자료'],
    ['HTTP://EXAMPLE.ORG', 'HTTP://EXAMPLE.ORG'],
  ])('%s', (text, address) => {
    expect(links(text)).toEqual([address]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,<b>', 'ftp://example.org', 'example.org', 'https://'])(
    '%s is no link',
    (text) => {
      expect(links(text)).toEqual([]);
    },
  );

  it('leave every letter of the message in place', () => {
    const text = 'a https://example.org/x, b <b>https://example.org/y</b> c';
    expect(shown(text)).toBe(text);
  });

  it('tell the other page nothing', () => {
    expect(parts('https://example.org')[1]?.props.rel).toBe('noopener noreferrer nofollow');
  });
});
