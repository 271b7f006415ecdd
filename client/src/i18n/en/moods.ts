export default {
  word: 'Mood',
  label: 'Mood: tell the teacher how it is going',
  agree: 'I agree',
  disagree: 'I disagree',
  slower: 'Slower, please',
  faster: 'Faster, please',
  gauge: 'How it is going',
  opinion: (agree: number, disagree: number) => `Agree ${agree} · disagree ${disagree}`,
  pace: (slower: number, faster: number) => `Slower ${slower} · faster ${faster}`,
  of: (people: number) => `of ${people}`,
  clear: 'Begin anew',
};
