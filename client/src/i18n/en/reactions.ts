import { counted } from '../plural.ts';

export default {
  word: 'React',
  label: 'React',
  clap: 'Applause',
  thumbs_up: 'Thumbs up',
  heart: 'Heart',
  laugh: 'Laughter',
  surprise: 'Surprise',
  counted: {
    clap: (count: number) => counted(count, 'person applauds', 'people applaud'),
    thumbs_up: (count: number) => `${count} thumbs up`,
    heart: (count: number) => counted(count, 'heart', 'hearts'),
    laugh: (count: number) => counted(count, 'person laughs', 'people laugh'),
    surprise: (count: number) => counted(count, 'person is surprised', 'people are surprised'),
  },
  announced: (parts: readonly string[]) => `Reactions: ${parts.join(', ')}.`,
};
