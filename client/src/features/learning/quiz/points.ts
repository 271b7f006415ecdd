/** Points as people write them: without zeros that say nothing. */
export const points = (value: string): string => String(Number(value));
