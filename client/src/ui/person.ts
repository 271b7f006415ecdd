const hues = 12;
const hangul = /^[\uac00-\ud7a3]{2,}$/;

/** The given name in Hangul (a syllable of family name, then two), else the first and last initials. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const [first] = words;
  if (first === undefined) return '';
  if (words.length === 1) return hangul.test(first) ? first.slice(-2) : [...first].slice(0, 2).join('').toUpperCase();
  return [first, words.at(-1) ?? '']
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}

/** The same colour for the same thing everywhere. Random ids end in random digits, so their tail is spread enough. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id.slice(-12)) sum = (sum * 31 + letter.charCodeAt(0)) % 3600;
  return (sum % hues) * (360 / hues) + 10;
}
