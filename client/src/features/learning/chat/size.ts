const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** 1.2 MB; units are alike in both languages. */
export function sizeOf(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** PDF, from the ending of the name. */
export function kindOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toUpperCase();
}
