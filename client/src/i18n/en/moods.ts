export default {
  agree: 'I agree',
  disagree: 'I see it differently',
  slower: 'Too fast',
  faster: 'Too slow',
  gauge: 'How it is going',
  opinion: (agree: number, disagree: number) => `Agree ${agree} · disagree ${disagree}`,
  opinionOf: (agree: number, disagree: number, people: number) =>
    `${agree} agree and ${disagree} see it differently, of ${people}`,
  pace: (fast: number, slow: number) => (fast >= slow ? `Pace · ${fast} too fast` : `Pace · ${slow} too slow`),
  paceOf: (fast: number, slow: number, people: number) => `Too fast for ${fast} and too slow for ${slow}, of ${people}`,
  clear: 'Begin anew',
};
