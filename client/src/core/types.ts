import type { Course, NewEnrollment, Session, User } from './api.gen.ts';

/** What the server's HTTP calls take and answer, by short names. Times are RFC 3339 UTC. */

export type {
  AccessTokenShown,
  AuthPolicy,
  BackupCodesShown,
  CameBack,
  Course,
  CourseChange,
  Enrollment,
  GuestLink,
  Invitation,
  InvitationMade,
  InvitationPending,
  InvitationShown,
  JoinAnswer,
  LinkedIdentities,
  LinkOwner,
  MadeAccessToken,
  MadeGuestLink,
  MailRecord,
  NewCourse,
  NewGuestLink,
  NewSession,
  ResetLink,
  SecondFactorSetup,
  SecondFactorState,
  SentElsewhere,
  Session,
  SessionChange,
  SessionGuest,
  SignInAnswer,
  SignInDevice,
  Tokens,
  User,
} from './api.gen.ts';

export type Role = User['role'];
export type CourseRole = Course['role'];
export type EnrollmentRole = NewEnrollment['role'];
export type SessionStatus = Session['status'];
