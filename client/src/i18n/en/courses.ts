import { counted } from '../plural.ts';

export default {
  people: (count: number) => counted(count, 'person', 'people'),
};
