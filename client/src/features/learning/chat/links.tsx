import { Fragment, type ReactNode } from 'react';

/** Only these: a `javascript:` address stays plain text. */
const ADDRESS = /(?:https?:\/\/|mailto:)[^\s<>"']+/giu;
/** What ends a sentence does not belong to the address before it. */
const TRAILING = /[.,;:!?…。，、)\]}»”’]+$/u;

/** The text with its addresses as links. Everything else is text, whatever it looks like. */
export function withLinks(text: string, opensNew: string): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address)) continue;
    parts.push(<Fragment key={at}>{text.slice(at, match.index)}</Fragment>);
    parts.push(
      <a key={`link ${match.index}`} href={address} target="_blank" rel="noopener noreferrer nofollow" title={opensNew}>
        {address}
      </a>,
    );
    at = match.index + address.length;
  }
  parts.push(<Fragment key={at}>{text.slice(at)}</Fragment>);
  return parts;
}

/** Without trailing punctuation, but with the closing bracket of one that was opened inside. */
function trimmed(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? '';
  const bare = address.slice(0, address.length - tail.length);
  return tail.startsWith(')') && bare.includes('(') ? `${bare})` : bare;
}
