const hues = 12;
const hangul = /^[\uac00-\ud7a3]{2,}$/;
const longFamilyNames = new Set(['남궁', '황보', '제갈', '사공', '선우', '서문', '독고', '동방']);

/** The given name's first two syllables in Hangul, else the first letters of the first and last word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const [first = ''] = words;
  if (words.length > 1)
    return [first, words.at(-1) ?? '']
      .map((word) => Array.from(word)[0] ?? '')
      .join('')
      .toUpperCase();
  if (!hangul.test(first)) return Array.from(first).slice(0, 2).join('').toUpperCase();
  const family = first.length > 2 && longFamilyNames.has(first.slice(0, 2)) ? 2 : 1;
  return first.slice(family, family + 2);
}

/** The same colour for the same thing everywhere. Random ids end in random digits, so their tail is spread enough. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id.slice(-12)) sum = (sum * 31 + letter.charCodeAt(0)) % 3600;
  return (sum % hues) * (360 / hues) + 10;
}
