/** What the server's HTTP calls take and answer. Times are RFC 3339 UTC. */

export type Role = 'admin' | 'professor' | 'ta' | 'student';
export type CourseRole = 'professor' | 'co_professor' | 'ta' | 'student' | 'observer' | 'admin';
export type EnrollmentRole = 'student' | 'ta' | 'co_professor' | 'observer';
export type SessionStatus = 'scheduled' | 'live' | 'ended' | 'cancelled';

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  created_at: string;
}

export interface Tokens {
  access_token: string;
  expires_in: number;
  user: User;
}

export interface AuthPolicy {
  registration: 'open' | 'closed';
  password_min_length: number;
}

export interface Course {
  id: string;
  title: string;
  code: string;
  semester: string;
  professor_id: string;
  professor_name: string;
  role: CourseRole;
  join_code: string | null;
  people: number;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface Enrollment {
  id: string | null;
  user_id: string;
  name: string;
  email: string | null;
  role: CourseRole;
  joined_at: string;
}

export interface Session {
  id: string;
  course_id: string;
  course_title: string;
  title: string;
  scheduled_at: string;
  duration_minutes: number;
  status: SessionStatus;
  started_at: string | null;
  ended_at: string | null;
  version: number;
}
