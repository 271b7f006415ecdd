import type { AnonymousBallot, BallotTaken, PollContent, PollReport, PreparedPoll } from '../../../core/api.gen.ts';
import { send } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';
import { download } from '../../media/download.ts';

/** The calls about polls that are prepared, and about what is kept of those that were asked. */

const PREPARED = '/learning/prepared-polls';

export const listPrepared = (courseId: string) => api.get<PreparedPoll[]>(PREPARED, { query: { course_id: courseId } });
export const prepare = (courseId: string, content: PollContent) =>
  api.post<PreparedPoll>(PREPARED, { course_id: courseId, content });
export const changePrepared = ({ id, version }: PreparedPoll, content: PollContent) =>
  api.put<PreparedPoll>(`${PREPARED}/${id}`, { version, content });
export const deletePrepared = (id: string) => api.delete(`${PREPARED}/${id}`);

/** A poll with all that the reader may know of its votes. */
export const readReport = (sessionId: string, pollId: string) =>
  api.get<PollReport>(`/learning/polls/${pollId}/results`, { query: { session_id: sessionId } });

/** Saves the votes of a poll as a file. */
export async function exportVotes(sessionId: string, pollId: string, name: string): Promise<void> {
  const path = `/learning/polls/${pollId}/export`;
  await download(`${path}?session_id=${sessionId}`, `${name}.csv`);
}

/** Casts a ballot with its token: nothing goes along that says whose it is. `leaving`: the page goes away. */
export async function castBallot(pollId: string, ballot: AnonymousBallot, leaving: boolean): Promise<BallotTaken> {
  const path = `/learning/polls/${pollId}/ballots`;
  return (await send('POST', path, ballot, null, { anonymous: true, keepalive: leaving })).data as BallotTaken;
}
