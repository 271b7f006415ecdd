/** Of a line to its text's size, as in the pictures that the server draws. */
export const LEADING = 1.45;
export const PADDING = 14;
export const NAME_SIZE = 12;
export const LABEL_SIZE = 16;

export type Measure = (text: string) => number;

let context: CanvasRenderingContext2D | null = null;

/** The width of a line of this size in the board's font. */
export function measureAt(size: number): Measure {
  context ??= document.createElement('canvas').getContext('2d');
  return (text) => {
    if (context === null) return text.length * size * 0.6;
    context.font = `${size}px "Pretendard Variable", Pretendard, sans-serif`;
    return context.measureText(text).width;
  };
}

/** The text in lines no wider than `width`: broken between words, and inside of a word that is wider than a line. */
export function wrapped(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const joined = line === '' ? word : `${line} ${word}`;
      if (measure(joined) <= width) {
        line = joined;
        continue;
      }
      if (line !== '') lines.push(line);
      const parts = broken(word, width, measure);
      lines.push(...parts.slice(0, -1));
      line = parts.at(-1) ?? '';
    }
    lines.push(line);
  }
  return lines;
}

function broken(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const letter of word) {
    if (part !== '' && measure(part + letter) > width) {
      parts.push(part);
      part = letter;
    } else {
      part += letter;
    }
  }
  return [...parts, part];
}
