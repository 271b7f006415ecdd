/** What an option is called beside its words. */
export const letter = (option: number) => String.fromCodePoint(65 + option);
