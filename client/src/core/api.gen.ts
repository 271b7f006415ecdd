// Generated from the server's types by `python -m eduforum.web.generate`; do not edit.

export interface AssignBody {
  session_id: string;
  version: number;
  groups: GroupAssignment[];
}

/** What the sign-in page needs to know before anybody is signed in. */
export interface AuthPolicy {
  registration: 'closed' | 'open';
  password_min_length: number;
}

export interface BankQuery {
  course_id: string;
}

/** The groups of a room, as everyone sees them once they are open; before, staff alone do. People are in their groups from `opens_at` until `ends_at`, or the end of the class. `voice`: whom all groups hear. */
export interface Breakout {
  id: string;
  version: number;
  state: 'ended' | 'open' | 'prepared';
  groups: Group[];
  task: string;
  minutes: number | null;
  may_choose: boolean;
  capacity: number | null;
  opens_at: string | null;
  ends_at: string | null;
  notice: GroupNotice | null;
  voice: string | null;
}

export interface BroadcastBody {
  session_id: string;
  text: string;
}

export interface ChoiceGap {
  kind: 'choice';
  options: Option[];
  answer: string;
}

/** A text with gaps, all of one weight. */
export interface ClozeQuestion {
  kind: 'cloze';
  text: string;
  explanation: string;
  gaps: (TextGap | NumericGap | ChoiceGap)[];
  partial: boolean;
}

export interface CountedText {
  text: string;
  count: number;
}

/** A course as one of its people sees it. `role` is the reader's own; `join_code` is for staff. */
export interface Course {
  id: string;
  title: string;
  code: string;
  semester: string;
  professor_id: string;
  professor_name: string;
  role: 'admin' | 'co_professor' | 'observer' | 'professor' | 'student' | 'ta';
  join_code: string | null;
  people: number;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface CourseChange {
  title?: string;
  code?: string;
  semester?: string;
}

export interface CreateBody {
  session_id: string;
  plan: GroupPlan;
}

export interface DrawnGroups {
  breakout: Breakout;
  desk: GroupDesk;
}

export interface EndBody {
  session_id: string;
  seconds?: number;
}

/** One person of a course. The professor stands first and has no enrolment id; `email` is for staff. */
export interface Enrollment {
  id: string | null;
  user_id: string;
  name: string;
  email: string | null;
  role: 'admin' | 'co_professor' | 'observer' | 'professor' | 'student' | 'ta';
  joined_at: string;
}

/** One group. `number` counts from 1; `help`: since when it asks for help. */
export interface Group {
  id: string;
  number: number;
  name: string;
  people: string[];
  visitors: Visitor[];
  help: string | null;
}

/** A group as it is set by hand; without an id it is a new one. */
export interface GroupAssignment {
  id?: string | null;
  name?: string;
  people?: string[];
}

/** How a grouping came out: pairs that were in one group before, constraints that are not kept, people without a number; then, where there are numbers, the share of the variance that lies between groups (η²), the range of the groups' means and the least standard deviation in a group of two or more, both in the class's standard deviations. People without a number count at the median. */
export interface GroupBalance {
  repeated_pairs: number;
  broken: number;
  without_number: number;
  eta_squared: number | null;
  mean_range: number | null;
  least_sd: number | null;
}

/** What a drawing keeps, as lists of people: in one group, in different groups, and those of whom nobody is to be the only one in a group. */
export interface GroupConstraints {
  together?: string[][];
  apart?: string[][];
  not_alone?: string[][];
}

/** What only staff see: how the groups were made, and how a drawing came out. */
export interface GroupDesk {
  method: 'by_hand' | 'mixed' | 'random' | 'round_robin' | 'self_select';
  name: string;
  balance: GroupBalance | null;
}

/** What staff said to all groups last. */
export interface GroupNotice {
  text: string;
  name: string;
  sent_at: string;
}

/** How groups are made: so many `groups`, or of so many people, or as those of an earlier breakout were. Who is to be in them: without `people`, all who are in the room and neither staff nor observers. */
export interface GroupPlan {
  method?: 'by_hand' | 'mixed' | 'random' | 'round_robin' | 'self_select';
  groups?: number | null;
  size?: number | null;
  like?: string | null;
  people?: string[] | null;
  numbers?: Record<string, number>;
  constraints?: GroupConstraints;
  name?: string;
  task?: string;
  minutes?: number | null;
  may_choose?: boolean;
  capacity?: number | null;
}

/** Done; the breakout's version from then on. */
export interface GroupsChanged {
  version: number;
}

/** RTCIceServer of the WebRTC API. */
export interface IceServer {
  urls: string[];
  username: string | null;
  credential: string | null;
}

/** `file` is the document inside of a package, `line` counts from 1. */
export interface ImportFault {
  file: string | null;
  line: number;
  field: string;
  code: 'bad_gaps' | 'control_characters' | 'empty' | 'no_such_option' | 'not_a_number' | 'not_unique' | 'out_of_range' | 'too_few' | 'too_long' | 'too_many' | 'unknown_column' | 'unknown_value' | 'unreadable' | 'unsupported';
  message: string;
}

/** What a file holds. With faults nothing of it is kept; `imported` are the ids of what was. */
export interface ImportReport {
  questions: number;
  kinds: Record<string, number>;
  faults: ImportFault[];
  imported: string[];
}

/** What entitles a client to a room: where to connect, and the token to show there. */
export interface JoinAnswer {
  ws_url: string;
  participant_token: string;
  expires_in: number;
  ice_servers: IceServer[];
}

export interface JoinCourse {
  join_code: string;
}

/** A public RSA key (RFC 7517 section 4, RFC 7518 section 6.3.1). */
export interface JsonWebKey {
  kty: string;
  use: string;
  alg: string;
  kid: string;
  n: string;
  e: string;
}

export interface JsonWebKeySet {
  keys: JsonWebKey[];
}

/** `token_delivery` "body" is for programs: the refresh token comes in the answer and no cookie is set. */
export interface Login {
  email: string;
  password: string;
  token_delivery?: 'body' | 'cookie';
}

/** One option to each row; an option may fit several rows, or none. */
export interface MatchingQuestion {
  kind: 'matching';
  text: string;
  explanation: string;
  rows: Option[];
  options: Option[];
  answer: Pair[];
  partial: boolean;
}

/** How media was for a person during one minute: means, and the worst `level` that it came to. */
export interface Minute {
  minute: string;
  level: 'fair' | 'good' | 'poor';
  mos: number | null;
  rtt: number | null;
  up_bitrate: number;
  up_loss: number;
  up_jitter: number | null;
  down_bitrate: number;
  down_loss: number;
  down_jitter: number | null;
  freezes: number;
  frozen: number;
  width: number;
  height: number;
}

export interface MoveBody {
  session_id: string;
  participant: string;
  group?: string | null;
}

/** Any number of the options are right, at least one. `partial`: right ones count, and wrong ones against them. */
export interface MultipleQuestion {
  kind: 'multiple';
  text: string;
  explanation: string;
  options: Option[];
  answers: string[];
  partial: boolean;
  shuffle: boolean;
}

/** Who voted what; `participant_id` and `name` are null where names are hidden. */
export interface NamedBallot {
  round: number;
  participant_id: string | null;
  name: string | null;
  ballot: PollBallot;
}

export interface NewCourse {
  title: string;
  code: string;
  semester: string;
}

export interface NewEnrollment {
  email: string;
  role: 'co_professor' | 'observer' | 'student' | 'ta';
}

export interface NewPoll {
  session_id: string;
  content?: PollContent | null;
  prepared?: string | null;
  seconds?: number | null;
}

export interface NewQuestion {
  course_id: string;
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
  tags?: string[];
  difficulty?: 'easy' | 'hard' | 'medium';
}

export interface NewSession {
  title: string;
  scheduled_at: string;
  duration_minutes: number;
}

export interface NumericGap {
  kind: 'numeric';
  answer: string;
  tolerance: string;
  tolerance_unit: 'absolute' | 'percent';
}

/** A number that is off by no more than `tolerance`, in its own unit or in percent of the answer. */
export interface NumericQuestion {
  kind: 'numeric';
  text: string;
  explanation: string;
  answer: string;
  tolerance: string;
  tolerance_unit: 'absolute' | 'percent';
}

export interface OpenBody {
  session_id: string;
  seconds?: number;
}

export interface Option {
  id: string;
  text: string;
}

/** `options` stand in the right order. */
export interface OrderingQuestion {
  kind: 'ordering';
  text: string;
  explanation: string;
  options: Option[];
  partial: boolean;
}

/** That one has voted. The ballot is null where names are hidden: only the voter's device knows it. */
export interface OwnVote {
  poll: string;
  round: number;
  ballot: PollBallot | null;
}

/** A row of a matching question, and the option that is put to it. */
export interface Pair {
  row: string;
  option: string;
}

/** How media was for a person over the session: minutes of each level, means, and `worst_mos` of a minute. */
export interface PersonSummary {
  participant_id: string;
  name: string;
  good: number;
  fair: number;
  poor: number;
  mos: number | null;
  worst_mos: number | null;
  rtt: number | null;
  up_bitrate: number;
  up_loss: number;
  down_bitrate: number;
  down_loss: number;
  freezes: number;
  frozen: number;
}

/** A poll as everybody may know it. `correct` is empty and `flow` null until staff show them. */
export interface Poll {
  id: string;
  kind: 'multiple' | 'ranking' | 'rating' | 'single' | 'text' | 'words';
  question: string;
  options: string[];
  scale: number;
  most: number;
  names: 'hidden' | 'shown';
  results: 'close' | 'live' | 'staff';
  peer: boolean;
  reasons: boolean;
  discussing: boolean;
  correct: number[];
  rounds: PollRound[];
  flow: PollFlow | null;
}

export interface PollActBody {
  session_id: string;
}

/** A vote. `choices`: one option or several, all of them in order of preference, or the rating; `texts`: the answer or the words. */
export interface PollBallot {
  choices?: number[];
  texts?: string[];
  reason?: string;
}

/** What is asked, and how. `options` are those of single, multiple and ranking; a rating goes from 1 to `scale`; at most `most` options or words are taken, without it all of the options, or three words. `names`: whether staff see who voted what. `results`: when students see the result: while votes come, at the close, or when staff show it. `correct` are the right options of single or multiple. `peer`: peer instruction, one choice with one right option. `reasons`: a reason may go with the vote. */
export interface PollContent {
  kind: 'multiple' | 'ranking' | 'rating' | 'single' | 'text' | 'words';
  question: string;
  options: string[];
  scale: number;
  most: number | null;
  names: 'hidden' | 'shown';
  results: 'close' | 'live' | 'staff';
  correct: number[];
  peer: boolean;
  reasons: boolean;
}

/** What staff know of a poll beside what everybody does. */
export interface PollDetails {
  poll: string;
  correct: number[];
  rounds: PollRoundDetails[];
  flow: PollFlow | null;
}

export interface PollDone {
  poll: string;
}

export interface PollExtension {
  session_id: string;
  seconds: number;
}

/** From the round before the last to the last, of those who voted in both: `moves[from][to]` people. */
export interface PollFlow {
  first: number;
  second: number;
  moves: number[][];
}

export interface PollQuery {
  session_id: string;
}

export interface PollRepetition {
  session_id: string;
  seconds?: number | null;
}

/** A poll with all that the reader may know: `details` and `ballots` are for staff, and only of closed rounds where names are hidden. */
export interface PollReport {
  poll: Poll;
  details: PollDetails | null;
  own: OwnVote[];
  ballots: NamedBallot[];
}

/** What a round came to. `counts`: votes of each option, or of each rating from 1. `places`: of each option, how often it was put first, second …. `texts`: the most frequent answers or words; `more` others are not in it. */
export interface PollResult {
  votes: number;
  counts: number[];
  places: number[][];
  texts: CountedText[];
  more: number;
}

/** One vote on the question. `result` is null while students may not see it. */
export interface PollRound {
  number: number;
  opened_at: string;
  closes_at: string | null;
  closed_at: string | null;
  result: PollResult | null;
}

/** What staff know of a round. `voted`: who has, in no order that tells anything. `result` is null while a vote with names hidden is open. `right`: the share of right votes; `advice` is for peer instruction. */
export interface PollRoundDetails {
  number: number;
  voted: string[];
  result: PollResult | null;
  right: number | null;
  advice: 'discuss' | 'explain' | 'go_on' | null;
}

export interface PollSharing {
  session_id: string;
  correct?: boolean;
}

export interface PollVoteBody {
  session_id: string;
  round: number;
  ballot: PollBallot;
  receipt?: string | null;
}

/** The session's polls, oldest first. `details` is empty for all but staff. */
export interface Polls {
  polls: Poll[];
  details: PollDetails[];
  own: OwnVote[];
}

export interface PreparedBody {
  course_id: string;
  content: PollContent;
}

/** The poll as it is to be; `version` is the one that was changed. */
export interface PreparedChange {
  version: number;
  content: PollContent;
}

/** A poll that waits to be asked, in any session of its course. */
export interface PreparedPoll {
  id: string;
  course_id: string;
  content: PollContent;
  version: number;
  updated_at: string;
}

export interface PreparedQuery {
  course_id: string;
}

/** Whose minutes are meant; without, everybody's sums for hosts and one's own minutes for others. */
export interface QualityQuery {
  participant?: string | null;
}

export interface QuestionChange {
  question?: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
  tags?: string[];
  difficulty?: 'easy' | 'hard' | 'medium';
}

/** A file of questions: CSV in UTF-8 or CP949, or QTI 2.1 as one XML document or a package of them (ZIP). `dry_run`: say what it holds, and keep nothing. */
export interface QuestionImport {
  course_id: string;
  format: 'csv' | 'qti';
  file: string;
  dry_run?: boolean;
}

/** `search`: words that all stand in the question or its tags, each as part of a word too. */
export interface QuestionQuery {
  cursor?: string | null;
  limit?: number;
  course_id: string;
  search?: string;
  kind?: 'cloze' | 'matching' | 'multiple' | 'numeric' | 'ordering' | 'short_text' | 'single' | 'true_false' | null;
  difficulty?: 'easy' | 'hard' | 'medium' | null;
  tag?: string | null;
  archived?: boolean;
}

/** A question of a course's bank at one version, with its key: for staff. `updated_by` made this version. */
export interface QuestionRecord {
  id: string;
  course_id: string;
  version: number;
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
  tags: string[];
  difficulty: 'easy' | 'hard' | 'medium';
  created_at: string;
  updated_at: string;
  updated_by: string;
  archived_at: string | null;
}

/** A question in a list. `text` is how it begins. */
export interface QuestionSummary {
  id: string;
  version: number;
  kind: 'cloze' | 'matching' | 'multiple' | 'numeric' | 'ordering' | 'short_text' | 'single' | 'true_false';
  text: string;
  tags: string[];
  difficulty: 'easy' | 'hard' | 'medium';
  updated_at: string;
  archived_at: string | null;
}

/** Without `refresh_token` the cookie is meant. */
export interface Refresh {
  refresh_token?: string | null;
}

export interface Register {
  email: string;
  password: string;
  name: string;
}

/** What registering answers, whether the address was free or not: it must not tell who has an account. */
export interface Registered {
  email: string;
  name: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
}

export interface SearchQuery {
  cursor?: string | null;
  limit?: number;
  search?: string;
}

/** One meeting of a course. */
export interface Session {
  id: string;
  course_id: string;
  course_title: string;
  title: string;
  scheduled_at: string;
  duration_minutes: number;
  status: 'cancelled' | 'ended' | 'live' | 'scheduled';
  started_at: string | null;
  ended_at: string | null;
  version: number;
}

export interface SessionChange {
  title?: string;
  scheduled_at?: string;
  duration_minutes?: number;
  status?: 'cancelled' | 'scheduled';
}

/** Sums by person, and the minutes where one person is meant. The minute that runs is not in it yet. */
export interface SessionQuality {
  people: PersonSummary[];
  minutes: Minute[];
}

/** `since` leaves out what ended or was to end before it. */
export interface SessionQuery {
  cursor?: string | null;
  limit?: number;
  since?: string | null;
}

/** One of the accepted texts. `spaces`: whether spaces between words count. */
export interface ShortTextQuestion {
  kind: 'short_text';
  text: string;
  explanation: string;
  accepted: string[];
  case_sensitive: boolean;
  spaces: boolean;
}

/** One of the options is right. */
export interface SingleQuestion {
  kind: 'single';
  text: string;
  explanation: string;
  options: Option[];
  answer: string;
  shuffle: boolean;
}

/** A tag, and how many questions have it. */
export interface TagCount {
  tag: string;
  questions: number;
}

export interface TextGap {
  kind: 'text';
  accepted: string[];
  case_sensitive: boolean;
  spaces: boolean;
}

/** A fresh access token (`expires_in` seconds); `refresh_token` only where it was asked for in the body. */
export interface Tokens {
  access_token: string;
  expires_in: number;
  user: User;
  refresh_token?: string | null;
}

export interface TrueFalseQuestion {
  kind: 'true_false';
  text: string;
  explanation: string;
  answer: boolean;
}

/** An account as its owner sees it. */
export interface User {
  id: string;
  email: string;
  name: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
  created_at: string;
}

export interface VersionQuery {
  cursor?: string | null;
  limit?: number;
}

/** Somebody who looks in: the group knows of them, and hears and is heard by them from `since` on. */
export interface Visitor {
  participant_id: string;
  since: string;
}

/** The vote is stored. It says nothing of the ballot: answers are stored with their asker's name. */
export interface Voted {
  poll: string;
  round: number;
}

/** Whose media to show, and which source of theirs; without, everybody's, first come. */
export interface WhepQuery {
  publisher?: string | null;
  source?: string | null;
}

/** How the source is called beside its person's name. */
export interface WhipQuery {
  label?: string;
}

/** Each call: what it takes, and `data` of its answer. */
export interface Calls {
  'GET /auth/policy': { body: null; query: null; data: AuthPolicy };
  'POST /auth/register': { body: Register; query: null; data: Registered };
  'POST /auth/login': { body: Login; query: null; data: Tokens };
  'POST /auth/refresh': { body: Refresh; query: null; data: Tokens };
  'POST /auth/logout': { body: Refresh; query: null; data: null };
  'GET /auth/me': { body: null; query: null; data: User };
  'POST /courses': { body: NewCourse; query: null; data: Course };
  'GET /courses': { body: null; query: SearchQuery; data: Course[] };
  'POST /courses/join': { body: JoinCourse; query: null; data: Course };
  'GET /courses/{course_id}': { body: null; query: null; data: Course };
  'PATCH /courses/{course_id}': { body: CourseChange; query: null; data: Course };
  'DELETE /courses/{course_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/restore': { body: null; query: null; data: Course };
  'POST /courses/{course_id}/enrollments': { body: NewEnrollment; query: null; data: Enrollment };
  'GET /courses/{course_id}/enrollments': { body: null; query: SearchQuery; data: Enrollment[] };
  'DELETE /courses/{course_id}/enrollments/{enrollment_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/sessions': { body: NewSession; query: null; data: Session };
  'GET /courses/{course_id}/sessions': { body: null; query: SessionQuery; data: Session[] };
  'GET /courses/{course_id}/sessions/{session_id}': { body: null; query: null; data: Session };
  'PATCH /courses/{course_id}/sessions/{session_id}': { body: SessionChange; query: null; data: Session };
  'GET /sessions': { body: null; query: SessionQuery; data: Session[] };
  'GET /sessions/{session_id}': { body: null; query: null; data: Session };
  'POST /sessions/{session_id}/start': { body: null; query: null; data: Session };
  'POST /sessions/{session_id}/end': { body: null; query: null; data: Session };
  'POST /sessions/{session_id}/join': { body: null; query: null; data: JoinAnswer };
  'OPTIONS /sessions/{session_id}/whip': { body: null; query: null; data: null };
  'DELETE /sessions/{session_id}/whip/{resource}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whip/{resource}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whep': { body: null; query: null; data: null };
  'DELETE /sessions/{session_id}/whep/{resource}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whep/{resource}': { body: null; query: null; data: null };
  'GET /sessions/{session_id}/quality': { body: null; query: QualityQuery; data: SessionQuality };
  'POST /learning/questions': { body: NewQuestion; query: null; data: QuestionRecord };
  'GET /learning/questions': { body: null; query: QuestionQuery; data: QuestionSummary[] };
  'GET /learning/questions/tags': { body: null; query: BankQuery; data: TagCount[] };
  'POST /learning/questions/import': { body: QuestionImport; query: null; data: ImportReport };
  'GET /learning/questions/{question_id}': { body: null; query: null; data: QuestionRecord };
  'PATCH /learning/questions/{question_id}': { body: QuestionChange; query: null; data: QuestionRecord };
  'DELETE /learning/questions/{question_id}': { body: null; query: null; data: null };
  'POST /learning/questions/{question_id}/restore': { body: null; query: null; data: QuestionRecord };
  'GET /learning/questions/{question_id}/versions': { body: null; query: VersionQuery; data: QuestionRecord[] };
  'GET /learning/polls': { body: null; query: PollQuery; data: Polls };
  'POST /learning/polls': { body: NewPoll; query: null; data: PollDone };
  'POST /learning/polls/{poll_id}/vote': { body: PollVoteBody; query: null; data: Voted };
  'GET /learning/polls/{poll_id}/results': { body: null; query: PollQuery; data: PollReport };
  'POST /learning/polls/{poll_id}/close': { body: PollActBody; query: null; data: PollDone };
  'POST /learning/polls/{poll_id}/extend': { body: PollExtension; query: null; data: PollDone };
  'POST /learning/polls/{poll_id}/discuss': { body: PollActBody; query: null; data: PollDone };
  'POST /learning/polls/{poll_id}/repeat': { body: PollRepetition; query: null; data: PollDone };
  'POST /learning/polls/{poll_id}/share': { body: PollSharing; query: null; data: PollDone };
  'GET /learning/prepared-polls': { body: null; query: PreparedQuery; data: PreparedPoll[] };
  'POST /learning/prepared-polls': { body: PreparedBody; query: null; data: PreparedPoll };
  'PUT /learning/prepared-polls/{prepared_id}': { body: PreparedChange; query: null; data: PreparedPoll };
  'DELETE /learning/prepared-polls/{prepared_id}': { body: null; query: null; data: null };
  'POST /learning/breakout/create': { body: CreateBody; query: null; data: DrawnGroups };
  'POST /learning/breakout/assign': { body: AssignBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/open': { body: OpenBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/move': { body: MoveBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/broadcast': { body: BroadcastBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/end': { body: EndBody; query: null; data: GroupsChanged };
}
