import type { Participant, PersonQuality } from '../../core/protocol.gen.ts';

/** What a mean opinion score comes to (ITU-T G.107, annex B). */
export function grade(mos: number): 'clear' | 'fair' | 'rough' | 'bad' {
  if (mos >= 4) return 'clear';
  if (mos >= 3.6) return 'fair';
  return mos >= 3.1 ? 'rough' : 'bad';
}

const RANK = { poor: 0, fair: 1, good: 2 };

interface Row {
  person: Participant;
  quality: PersonQuality;
}

/** Those first who need help; among them the worst sound. */
export function worstFirst(a: Row, b: Row): number {
  return RANK[a.quality.level] - RANK[b.quality.level] || (a.quality.mos ?? 5) - (b.quality.mos ?? 5);
}
