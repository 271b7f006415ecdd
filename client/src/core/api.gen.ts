// Generated from the server's types by `python -m eduforum.web.generate`; do not edit.

/** What the sign-in page needs to know before anybody is signed in. */
export interface AuthPolicy {
  registration: 'closed' | 'open';
  password_min_length: number;
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

/** One person of a course. The professor stands first and has no enrolment id; `email` is for staff. */
export interface Enrollment {
  id: string | null;
  user_id: string;
  name: string;
  email: string | null;
  role: 'admin' | 'co_professor' | 'observer' | 'professor' | 'student' | 'ta';
  joined_at: string;
}

/** RTCIceServer of the WebRTC API. */
export interface IceServer {
  urls: string[];
  username: string | null;
  credential: string | null;
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

export interface NewCourse {
  title: string;
  code: string;
  semester: string;
}

export interface NewEnrollment {
  email: string;
  role: 'co_professor' | 'observer' | 'student' | 'ta';
}

export interface NewSession {
  title: string;
  scheduled_at: string;
  duration_minutes: number;
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

/** Whose minutes are meant; without, everybody's sums for hosts and one's own minutes for others. */
export interface QualityQuery {
  participant?: string | null;
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

/** A fresh access token (`expires_in` seconds); `refresh_token` only where it was asked for in the body. */
export interface Tokens {
  access_token: string;
  expires_in: number;
  user: User;
  refresh_token?: string | null;
}

/** An account as its owner sees it. */
export interface User {
  id: string;
  email: string;
  name: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
  created_at: string;
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
  'DELETE /sessions/{session_id}/whip/{resource_id}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whip/{resource_id}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whep': { body: null; query: null; data: null };
  'DELETE /sessions/{session_id}/whep/{resource_id}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whep/{resource_id}': { body: null; query: null; data: null };
  'GET /sessions/{session_id}/quality': { body: null; query: QualityQuery; data: SessionQuality };
}
