const english = new Intl.PluralRules('en-GB');

/** `1 session`, `7 sessions`. Korean has one form and needs none of this. */
export function counted(count: number, one: string, other: string): string {
  return `${count.toLocaleString('en-GB')} ${english.select(count) === 'one' ? one : other}`;
}
