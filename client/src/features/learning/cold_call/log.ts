import type { Candidate, ColdCall, ColdCallLog, ColdCallRecord } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';

/** The calls of a session, the first first; for professors. */
export async function readLog(sessionId: string): Promise<readonly ColdCallRecord[]> {
  return (await api.get<ColdCallLog>('/learning/cold-calls', { query: { session_id: sessionId } })).calls;
}

/** How likely it was that this person was drawn, in percent. */
export function chanceOf({ participant_id }: ColdCall, candidates: readonly Candidate[]): number {
  const all = candidates.reduce((sum, { weight }) => sum + weight, 0);
  const own = candidates.find((each) => each.participant_id === participant_id)?.weight ?? 0;
  return all === 0 ? 0 : Math.round((own / all) * 100);
}
