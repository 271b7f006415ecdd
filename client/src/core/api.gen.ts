// Generated from the server's types by `python -m eduforum.web.generate`; do not edit.

/** Who was absent for more than (or at least) this share of the periods fails, whatever was earned. So many lates are one absence (None: never). `counted`: those who fail so are among the students that quotas are a share of. */
export interface AbsenceRule {
  share: string;
  comparison: 'at_least' | 'more_than';
  lates_per_absence: number | null;
  counted: boolean;
  clause: string;
}

/** An answer that earns everything too. */
export interface AcceptAlso {
  act: 'accept_also';
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse;
}

/** `password` of the new account; none by who has one and is signed in to it. */
export interface AcceptInvitation {
  token: string;
  password?: string | null;
}

/** A token as its person sees it. `used_at` is exact to a minute. */
export interface AccessTokenShown {
  id: string;
  name: string;
  scopes: ('assignments:read' | 'assignments:write' | 'courses:read' | 'courses:write' | 'grades:read' | 'grades:write' | 'people:read' | 'people:write' | 'profile:read' | 'profile:write' | 'sessions:read' | 'sessions:write')[];
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

/** A time factor of 1.5 makes 40 minutes 60; 1 is none. `no_cold_call`: nobody calls on them; without it stays what holds. */
export interface Accommodating {
  time_factor: string;
  no_cold_call?: boolean | null;
}

/** What somebody is given in a course: for those who enter it. Of time in every timed thing, 1.5 makes 40 minutes 60; `no_cold_call`: they are called on only where they raise a hand. */
export interface Accommodation {
  user_id: string;
  name: string;
  time_factor: string;
  no_cold_call: boolean;
  changed_at: string;
}

export interface AccommodationsQuery {
  course_id: string;
}

/** So many points more for everybody. */
export interface AddCurve {
  kind: 'add';
  points: string;
}

export interface Allowance {
  assistants: 'figures' | 'nothing' | 'people';
}

/** A vote by whoever holds `token` and its `signature`. A later `revision` takes the place of an earlier one. */
export interface AnonymousBallot {
  round: number;
  token: string;
  signature: string;
  ballot: PollBallot;
  revision?: number;
}

export interface AnswerBody {
  attempt: string;
  place: number;
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse | null;
}

export interface ArrangedStep {
  step: PlanStep;
  skipped?: boolean;
}

/** The question that was asked, by its id. */
export interface Asked {
  question: string;
}

export interface AssignBody {
  session_id: string;
  version: number;
  groups: GroupAssignment[];
}

/** Instructions and rubric are shown to students from `opens_at` on. `time_zone` is what the times were set in. Results are students' to see from `released_at` on. */
export interface Assignment {
  id: string;
  course_id: string;
  title: string;
  instructions: string;
  points: string;
  accepts_text: boolean;
  max_files: number;
  max_attempts: number | null;
  opens_at: string;
  due_at: string;
  time_zone: string;
  published: boolean;
  late_policy: LatePolicy;
  rubric: RubricCriterion[];
  released_at: string | null;
  version: number;
}

export interface AssignmentChange {
  title?: string;
  due_at?: string;
  time_zone?: string;
  instructions?: string;
  points?: string;
  accepts_text?: boolean;
  max_files?: number;
  max_attempts?: number | null;
  opens_at?: string;
  published?: boolean;
  late_policy?: LatePolicy;
  rubric?: RubricCriterion[];
}

export interface AssignmentCounts {
  students: number;
  handed_in: number;
  graded: number;
}

export interface AssignmentRelease {
  released: boolean;
}

/** One person's work: until when it is in time, what was handed in, and what it is worth. `score` is exact, in points after deductions; `taken` is what was taken off. */
export interface AssignmentStanding {
  state: 'awaiting' | 'missing' | 'not_due' | 'scored';
  due_at: string;
  extended: boolean;
  closes_at: string | null;
  submissions: Submission[];
  score: Ratio | null;
  taken: Ratio | null;
}

/** A file of a message; `size` in bytes. */
export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
}

/** The whole of an attempt, for the person whose it is. `now` is the server's clock, for the countdown. */
export interface Attempt {
  info: AttemptInfo;
  questions: AttemptQuestion[];
  now: string;
}

/** An attempt, for the person whose it is. `minutes` is the time given, with the own time factor and extensions; `deadline` the time at which it is submitted by itself. None: no limit. */
export interface AttemptInfo {
  id: string;
  quiz_id: string;
  number: number;
  started_at: string;
  minutes: string | null;
  deadline: string | null;
  submitted_at: string | null;
  ended_by: 'person' | 'session' | 'staff' | 'time' | null;
}

/** A question as it stands in an attempt, and what was saved for it. */
export interface AttemptQuestion {
  place: number;
  points: string;
  item: SingleItem | MultipleItem | TrueFalseItem | NumericItem | ShortTextItem | OrderingItem | MatchingItem | ClozeItem;
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse | null;
  saved_at: string | null;
}

/** What an attempt earned, for staff. `counts`: it is the one that counts for the person. */
export interface AttemptScore {
  attempt_id: string;
  participant_id: string;
  name: string;
  number: number;
  submitted_at: string;
  ended_by: 'person' | 'session' | 'staff' | 'time';
  earned: string;
  points: string;
  counts: boolean;
  items: ItemScore[];
}

/** A student's time in the room while the session was on. `minutes` is the sum of `stays`, which do not overlap; without any the person was not there. Nothing here says whether that was late or enough. */
export interface Attendance {
  participant_id: string;
  name: string;
  minutes: number;
  stays: Span[];
}

/** How many of the students came. */
export interface AttendanceOfClass {
  came: number;
  students: number;
}

/** `search`: a part of the name. */
export interface AttendanceQuery {
  cursor?: string | null;
  limit?: number;
  search?: string;
}

/** `actor` None: the command line or the server by itself. `subject_name` where it has a name still: of a person, or the title of a session. `details` are facts of the act, such as `from` and `to` of a role, or the `reason` given. */
export interface AuditEntry {
  id: string;
  at: string;
  act: 'audit.exported' | 'guest_link.made' | 'guest_link.revoked' | 'participation.viewed' | 'people.imported' | 'person.created' | 'person.role_changed' | 'person.second_factor_reset' | 'person.suspended' | 'person.unsuspended' | 'person.viewed_as' | 'person.viewed_as_ended' | 'session.entered';
  actor: AuditPerson | null;
  subject: Subject;
  subject_name: string | null;
  details: Record<string, string | number | null>;
}

/** `search`: parts of the names or addresses of who acted or who was acted on. `person_id`: who did either. `since` is included, `until` is not. */
export interface AuditFilter {
  search?: string;
  act?: 'audit.exported' | 'guest_link.made' | 'guest_link.revoked' | 'participation.viewed' | 'people.imported' | 'person.created' | 'person.role_changed' | 'person.second_factor_reset' | 'person.suspended' | 'person.unsuspended' | 'person.viewed_as' | 'person.viewed_as_ended' | 'session.entered' | null;
  person_id?: string | null;
  since?: string | null;
  until?: string | null;
}

/** Who they are now: names are not kept in the log. */
export interface AuditPerson {
  id: string;
  name: string;
  email: string;
}

export interface AuditQuery {
  search?: string;
  act?: 'audit.exported' | 'guest_link.made' | 'guest_link.revoked' | 'participation.viewed' | 'people.imported' | 'person.created' | 'person.role_changed' | 'person.second_factor_reset' | 'person.suspended' | 'person.unsuspended' | 'person.viewed_as' | 'person.viewed_as_ended' | 'session.entered' | null;
  person_id?: string | null;
  since?: string | null;
  until?: string | null;
  cursor?: string | null;
  limit?: number;
}

/** What the sign-in page needs to know before anybody is signed in. `mail`: letters can be sent, so that a password can be reset by one; `contact`: whom to ask else, an address or a few words. */
export interface AuthPolicy {
  registration: 'closed' | 'open';
  password_min_length: number;
  providers: IdentityProvider[];
  mail: boolean;
  contact: string | null;
}

/** Who asked, as they were called then. */
export interface Author {
  id: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
}

/** They are shown this once; those of before open nothing any more. */
export interface BackupCodesShown {
  backup_codes: string[];
}

/** `stored`: the ballot is in the database. If not, it is held in memory for its batch or the close, and is to be cast again where the server was away. */
export interface BallotTaken {
  stored: boolean;
}

export interface BankQuery {
  course_id: string;
}

/** `next`: the page here to go on to. `link`: whoever is signed in adds the account there to theirs, with the password again. */
export interface BeginElsewhere {
  next?: string | null;
  link?: boolean;
  password?: string | null;
}

/** Everything that was asked, in the order of asking, and which of it one has voted for. */
export interface Board {
  questions: BoardQuestion[];
  voted: string[];
}

export interface BoardAnswer {
  state: 'live' | 'open' | 'written';
  text?: string;
}

/** An image that objects show by its id; width and height in pixels. */
export interface BoardImage {
  id: string;
  media_type: string;
  width: number;
  height: number;
}

/** A board that there is. `id` is the room's for the class's board, else the group's, which has a `number` from 1 and perhaps a name. */
export interface BoardInfo {
  id: string;
  settings: BoardSettings;
  number: number;
  name: string;
}

export interface BoardMerge {
  into: string;
}

/** The pages of a board, by their ids and in their order. */
export interface BoardPages {
  pages: string[];
}

/** A question as its reader may know it. `author` is null to classmates where it was asked anonymously; to staff and the author it never is. `votes`: how many others want it answered, those of merged ones included. `queued_at`: it is on the teacher's strip. */
export interface BoardQuestion {
  id: string;
  text: string;
  anonymous: boolean;
  author: Author | null;
  asked_at: string;
  state: 'live' | 'open' | 'removed' | 'written';
  answer: string;
  answered_by: string | null;
  queued_at: string | null;
  merged_into: string | null;
  votes: number;
}

/** Who draws: `writing` for everybody, `people` for some persons whatever that says. */
export interface BoardSettings {
  writing: 'everyone' | 'staff';
  people: Record<string, boolean>;
}

export interface BoardVote {
  on: boolean;
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

/** A calendar to subscribe to: of all my courses, or of one. */
export interface CalendarFeed {
  id: string;
  course_id: string | null;
  course_title: string | null;
  created_at: string;
}

/** Who came back from an issuer. `next`: the page to go on to; `linked`: the account there was added, and whoever was signed in still is; otherwise `sign_in` is what a password would have opened. */
export interface CameBack {
  next: string;
  linked?: boolean;
  sign_in?: SignInAnswer | null;
}

/** The meeting that was to begin at `original` is not held. */
export interface Cancelled {
  kind: 'cancelled';
  original: string;
  why: string;
}

/** Who could be drawn: how often they have been called in the course, how long they have spoken in the session, and the weight that follows, 0 while others have been called less often. The chance of each is weight over all weights. */
export interface Candidate {
  participant_id: string;
  calls: number;
  seconds: number;
  weight: number;
}

export interface CategoryChange {
  title?: string;
  weight?: string;
  weighing?: 'equal' | 'points' | 'weights';
  drop?: number;
  extra?: boolean;
  place?: number;
  why?: string;
}

export interface CategoryView {
  id: string;
  title: string;
  weight: string;
  weighing: 'equal' | 'points' | 'weights';
  drop: number;
  extra: boolean;
  version: number;
}

/** Students of this standing get no better letter than this: such as one who takes the course again. */
export interface Ceiling {
  standing: string;
  letter: string;
  clause: string;
}

export interface CellAt {
  column_id: string;
  student_id: string;
  cell: CellView;
}

/** `preview`: say whose letters would change, and keep nothing. */
export interface CellChanges {
  entries: CellEntry[];
  why?: string;
  preview?: boolean;
}

/** A cell that somebody else has changed since, and is as they left it: `yours` was not saved. */
export interface CellConflict {
  column_id: string;
  student_id: string;
  yours: CellEntry;
  current: CellView;
  changed_by: string | null;
  changed_at: string | null;
}

/** What is put into a cell whose `version` was seen, 0 for one that was empty. `points` go with a `score`. In a column that is read from a source a score lies over what was read, and `clear` gives that back. */
export interface CellEntry {
  column_id: string;
  student_id: string;
  version: number;
  put: 'awaiting' | 'clear' | 'excused' | 'missing' | 'score';
  points: string | null;
}

export interface CellPut {
  put: 'awaiting' | 'clear' | 'excused' | 'missing' | 'score';
  points?: string | null;
  why?: string;
}

/** `points` are after all layers, rounded for people; `raw` is what was entered or read, where it is another number. `late`, `override`: such a layer counts. `version` goes with a change. */
export interface CellView {
  version?: number;
  state?: 'awaiting' | 'excused' | 'missing' | 'not_due' | 'score';
  points?: string | null;
  raw?: string | null;
  late?: boolean;
  override?: boolean;
}

/** `cells` are those that were saved, as they are now. All totals are in `students`, by student: where quotas apply a mark can move anybody's letter. */
export interface CellsChanged {
  version: number;
  saved: boolean;
  moves: LetterMove[];
  cells: CellAt[];
  conflicts: CellConflict[];
  students: Record<string, TotalsView>;
  totals: ClassView;
}

/** Who did something, when, and why. */
export interface Change {
  by: string;
  at: string;
  why: string;
}

/** The same question with another key: what those who answered saw of it is as before. */
export interface ChangeKey {
  act: 'change_key';
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
}

/** The chat of a session as far as the reader may read it, oldest first. */
export interface ChatExport {
  session: Session;
  messages: Recorded[];
}

export interface ChoiceGap {
  kind: 'choice';
  options: Option[];
  answer: string;
}

/** What is true of the class. `teachers` is the share of all speech that is theirs, `teachers_before` that of the last session; `silence` the share of the time in which nobody spoke; `answered` the mean share of votes that were given; `wait` how long hands waited on average, in seconds. Null where there is nothing to say yet. */
export interface ClassParticipation {
  students: number;
  spoke: number;
  teachers: number | null;
  teachers_before: number | null;
  silence: number | null;
  answered: number | null;
  rounds: number;
  messages: number;
  writers: number;
  hands: number;
  wait: number | null;
}

/** What of a book depends on everybody. `size`: how many count for quotas. */
export interface ClassView {
  size: number;
  quotas: QuotaView[];
  ties: TieView[];
  settled: SettledTie[];
}

export interface CloseBody {
  at_once?: boolean;
}

export interface ClozeItem {
  kind: 'cloze';
  text: string;
  gaps: GapItem[];
}

/** A text with gaps, all of one weight. */
export interface ClozeQuestion {
  kind: 'cloze';
  text: string;
  explanation: string;
  gaps: (TextGap | NumericGap | ChoiceGap)[];
  partial: boolean;
}

/** What was typed into each gap, or the id of the option chosen; "" where nothing was. */
export interface ClozeResponse {
  kind: 'cloze';
  gaps: string[];
}

export interface Code {
  code: string;
}

/** One call. `told_at`: since when the person knows; `due_at`: when the class is told; `called_at`: since when it knows. */
export interface ColdCall {
  id: string;
  participant_id: string;
  name: string;
  state: 'called' | 'drawn' | 'dropped' | 'passed' | 'skipped' | 'spoken' | 'warned' | 'written';
  drawn_at: string;
  told_at: string | null;
  due_at: string | null;
  called_at: string | null;
  text: string;
}

export interface ColdCallBody {
  session_id: string;
}

export interface ColdCallCallBody {
  session_id: string;
  seconds?: number;
}

/** The call as it is now. */
export interface ColdCallDone {
  call: ColdCall;
}

/** The calls of a session, the first first. */
export interface ColdCallLog {
  calls: ColdCallRecord[];
}

export interface ColdCallQuery {
  session_id: string;
}

/** A call in the log, with all who could have been drawn. */
export interface ColdCallRecord {
  call: ColdCall;
  drawn_by: string;
  candidates: Candidate[];
}

export interface ColdCallWriteBody {
  session_id: string;
  text: string;
}

export interface ColumnChange {
  title?: string;
  category_id?: string;
  points?: string;
  weight?: string | null;
  extra?: boolean;
  droppable?: boolean;
  place?: number;
  why?: string;
}

export interface ColumnShown {
  id: string;
  published: boolean;
}

/** `source`: what its scores are read from, `entered` by hand otherwise. */
export interface ColumnView {
  id: string;
  title: string;
  category_id: string;
  points: string;
  weight: string | null;
  extra: boolean;
  droppable: boolean;
  published: boolean;
  curved: Curved | null;
  source: 'attendance' | 'entered' | 'participation' | 'quiz' | 'submission';
  version: number;
}

export interface ContentFolder {
  id: string;
  title: string;
  visible: boolean;
  visible_from: string | null;
  version: number;
}

/** A file, a link or a page of text. It is seen by students while it and its folder are `visible`, from `visible_from` on. `opened` students have opened it: for staff, None to everybody else. */
export interface ContentItem {
  id: string;
  folder_id: string;
  kind: 'file' | 'link' | 'page';
  title: string;
  file: FileFacts | null;
  url: string | null;
  visible: boolean;
  visible_from: string | null;
  opened: number | null;
  version: number;
  created_at: string;
  updated_at: string;
}

/** Every folder and every item, in the order that they are to have. */
export interface ContentOrder {
  folders: FolderOrder[];
}

/** With the text, where it is a page. */
export interface ContentPage {
  id: string;
  folder_id: string;
  kind: 'file' | 'link' | 'page';
  title: string;
  file: FileFacts | null;
  url: string | null;
  visible: boolean;
  visible_from: string | null;
  opened: number | null;
  version: number;
  created_at: string;
  updated_at: string;
  body: string | null;
}

/** What was changed in an item's key after people had answered: another key, answers that count too, full marks for whoever was asked, or the item taken out of everybody's total. */
export interface Correction {
  key?: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion | null;
  accepted?: (SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse)[];
  full_marks?: boolean;
  dropped?: boolean;
}

/** A correction that was made; the latest that stands can be undone. */
export interface CorrectionRecord {
  id: string;
  number: number;
  before: Correction | null;
  after: Correction;
  made_by: string;
  made_at: string;
  undone_at: string | null;
}

export interface CountedText {
  text: string;
  count: number;
}

/** A course as one of its people sees it. `role` is the reader's own; `join_code` is for staff. `sections` are those that its roster names (분반). */
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
  sections: string[];
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  archived_at: string | null;
}

/** An assignment with the reader's own standing, for students, or how far work on it is, for staff. `now` is the server's time. */
export interface CourseAssignment {
  assignment: Assignment;
  standing: AssignmentStanding | null;
  counts: AssignmentCounts | null;
  now: string;
}

export interface CourseChange {
  title?: string;
  code?: string;
  semester?: string;
}

/** In order. `students` is how many could open it, for staff. */
export interface CourseContent {
  folders: FilledFolder[];
  students: number | null;
}

/** With `begins`, a day of the new term's first week, sessions are copied too: each at its weekday and time in `zone`, as many weeks into the term as it was. */
export interface CourseCopy {
  title: string;
  code: string;
  semester: string;
  begins?: string | null;
  zone?: string;
}

/** `state`: those that go on, those that are archived, or those of mine that were deleted in the last 30 days. */
export interface CourseQuery {
  cursor?: string | null;
  limit?: number;
  search?: string;
  state?: 'archived' | 'current' | 'deleted';
}

export interface CreateBody {
  session_id: string;
  plan: GroupPlan;
}

export interface CurveBody {
  curve: AddCurve | LinearCurve | RootCurve;
  lowers?: boolean;
  why?: string;
  preview?: boolean;
}

/** A curve over a column. It lifts nobody above the column's points, and lowers nobody unless `lowers`. */
export interface Curved {
  curve: AddCurve | LinearCurve | RootCurve;
  change: Change;
  lowers: boolean;
  undone: Change | null;
}

/** A debate as everybody sees it. `points`: so many points of information may be asked in one turn; `key`: the modulus of the RSA key that signs the votes' tokens, base64url, once there is a vote; its exponent is 65537. */
export interface Debate {
  id: string;
  motion: string;
  state: 'closed' | 'open';
  opened_at: string;
  points: number;
  clocks: [DebateClock, DebateClock];
  before: 'closed' | 'none' | 'open';
  after: 'closed' | 'none' | 'open';
  key: string | null;
  speeches: DebateSpeech[];
  result: DebateResult | null;
}

export interface DebateActBody {
  session_id: string;
}

export interface DebateAdjustBody {
  session_id: string;
  side: 'against' | 'for';
  seconds: number;
}

export interface DebateAnswerBody {
  session_id: string;
  accept: boolean;
}

export interface DebateAskBody {
  session_id: string;
  vote: 'after' | 'before';
}

export interface DebateAssignBody {
  session_id: string;
  participant: string;
  place: 'against' | 'audience' | 'for';
}

/** A view, by whoever holds `token` and its `signature`. A later `revision` takes the place of an earlier one. */
export interface DebateBallot {
  vote: 'after' | 'before';
  token: string;
  signature: string;
  view: 'against' | 'for' | 'undecided';
  revision?: number;
}

export interface DebateBeginBody {
  session_id: string;
  kind: 'closing' | 'opening' | 'rebuttal';
  participant: string;
}

/** A side's. `left` seconds were left at `since`, from where it runs; where `since` is null it stands. It may fall below zero: nobody is cut off. */
export interface DebateClock {
  side: 'against' | 'for';
  left: number;
  since?: string | null;
}

/** So many views each. */
export interface DebateCounts {
  for: number;
  against: number;
  undecided: number;
}

/** The debate as it is now. */
export interface DebateDone {
  debate: Debate;
}

export interface DebateDrawBody {
  session_id: string;
  way: 'balanced' | 'random';
  each?: number | null;
}

/** From the first vote to the second: `moves[from][to]` people. Views that too few share stand together in one group of `before` or of `after`. */
export interface DebateFlow {
  before: (('against' | 'for' | 'undecided')[])[];
  after: (('against' | 'for' | 'none' | 'undecided')[])[];
  moves: number[][];
}

/** The debates of a session, the last first. */
export interface DebateList {
  debates: DebateRecord[];
}

export interface DebatePauseBody {
  session_id: string;
  on: boolean;
}

/** A point of information, by somebody of the other side. `lapsed`: the turn was over before it was answered. */
export interface DebatePoint {
  id: string;
  participant_id: string;
  name: string;
  state: 'accepted' | 'asked' | 'declined' | 'lapsed' | 'withdrawn';
  asked_at: string;
  answered_at: string | null;
}

export interface DebateQuery {
  session_id: string;
}

export interface DebateRecord {
  debate: Debate;
  sides: DebateSpeaker[];
}

/** What the votes came to. `voters`: who voted the first time; `again`: those of them who voted the second time, null where there was none. Totals are null where too few voted, the flow where it would tell of too few. */
export interface DebateResult {
  voters: number;
  again: number | null;
  before: DebateCounts | null;
  after: DebateCounts | null;
  flow: DebateFlow | null;
}

/** Who argues what now. */
export interface DebateSides {
  debate: string;
  sides: DebateSpeaker[];
}

/** The signature of what was sent blinded. */
export interface DebateSigned {
  debate: string;
  signature: string;
}

/** Somebody who argues a side; who argues none is the audience. */
export interface DebateSpeaker {
  participant_id: string;
  name: string;
  side: 'against' | 'for';
}

/** A turn. `seconds`: what it took of its side's clock, set as it ends. */
export interface DebateSpeech {
  id: string;
  kind: 'closing' | 'opening' | 'rebuttal';
  side: 'against' | 'for';
  participant_id: string;
  name: string;
  began_at: string;
  ended_at: string | null;
  seconds: number;
  points: DebatePoint[];
}

export interface DebateTokenBody {
  session_id: string;
  blinded: string;
}

/** A PDF of so many pages and bytes. `participant_id` has put it up; `shown`: it was presented to everybody. */
export interface Deck {
  id: string;
  name: string;
  pages: number;
  size: number;
  participant_id: string;
  added_at: string;
  shown: boolean;
}

/** `about` is the id of a column, category or student, or a letter. `value`, `of` and `weight` are exact, `shown` is the value for people to read; weights of categories are in percent of the total, after others gave theirs, and `stated_weight` is what the syllabus says. `clause` and `reason` are texts of the policy and of people. */
export interface Derivation {
  kind: 'attendance' | 'category' | 'cell' | 'curve' | 'grade' | 'late' | 'override' | 'quota' | 'rank' | 'raw' | 'scale' | 'total';
  about: string;
  role?: 'counted' | 'dropped' | 'extra' | 'gives_weight' | 'left_out' | 'shown' | 'undone';
  why?: 'awaiting' | 'excused' | 'missing' | 'not_due' | 'nothing_counts' | 'absence' | 'ceiling' | 'floor' | 'nothing_counts' | 'outside' | 'pass_fail' | 'quota' | 'scale' | 'tie' | 'if_nothing_more' | 'so_far' | null;
  value?: string | null;
  of?: string | null;
  shown?: string | null;
  weight?: string | null;
  stated_weight?: string | null;
  letter?: string | null;
  clause?: string;
  reason?: string;
  source?: Source | null;
  curve?: AddCurve | LinearCurve | RootCurve | null;
  change?: Change | null;
  undone?: Change | null;
  parts?: Derivation[];
}

/** `column_id` goes with a cell. */
export interface DerivationQuery {
  of: 'cell' | 'final' | 'letter' | 'so_far';
  column_id?: string | null;
}

/** `people` are the names of those who changed something in it, by id. */
export interface DerivationView {
  derivation: Derivation;
  people: Record<string, string>;
}

/** Nothing more to say. */
export type Done = Record<string, never>;

/** As many questions drawn for each attempt, of those in the bank that have all of what is asked for. */
export interface DrawPart {
  kind: 'draw';
  points: string;
  count: number;
  tag: string | null;
  difficulty: 'easy' | 'hard' | 'medium' | null;
  question_kind: 'cloze' | 'matching' | 'multiple' | 'numeric' | 'ordering' | 'short_text' | 'single' | 'true_false' | null;
}

export interface DrawnGroups {
  breakout: Breakout;
  desk: GroupDesk;
}

/** The question counts for nobody. */
export interface DropItem {
  act: 'drop';
}

/** `saved` is false for a preview. */
export interface Effect {
  saved: boolean;
  moves: LetterMove[];
}

export interface EmailOfAccount {
  email: string;
}

export interface EndBody {
  session_id: string;
  seconds?: number;
}

/** One person of a course. The professor stands first and has no enrolment id. `email`, `student_number` and `roster_name`, which the roster has, are for staff. */
export interface Enrollment {
  id: string | null;
  user_id: string;
  name: string;
  email: string | null;
  role: 'admin' | 'co_professor' | 'observer' | 'professor' | 'student' | 'ta';
  joined_at: string;
  student_number: string | null;
  roster_name: string | null;
  romanised_name: string | null;
  section: string | null;
}

/** What the roster says of a person. None takes it away. */
export interface EnrollmentChange {
  student_number?: string | null;
  romanised_name?: string | null;
  section?: string | null;
}

/** `section` leaves out those of others. */
export interface EnrollmentQuery {
  cursor?: string | null;
  limit?: number;
  search?: string;
  section?: string | null;
}

/** Somebody on the roster of a course without an account that they have shown to be theirs; for staff. As soon as an account has the address, verified, or the number, its person is in the course. */
export interface Expected {
  id: string;
  name: string;
  email: string | null;
  student_number: string | null;
  romanised_name: string | null;
  section: string | null;
  role: 'observer' | 'student' | 'ta';
  created_at: string;
}

export interface ExtendBody {
  minutes: number;
  people?: string[] | null;
}

export interface Extension {
  participant_id: string;
  minutes: number;
}

/** Something whose results a column can be read from. `used`: one is already. */
export interface FeedSource {
  kind: 'attendance' | 'participation' | 'quiz' | 'submission';
  id: string;
  title: string;
  points: string;
  used: boolean;
}

export interface FeedSources {
  sources: FeedSource[];
}

/** A file as its readers see it. `sha256` is of its content, in hexadecimal digits. */
export interface FileFacts {
  id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  scan: 'clean' | 'infected' | 'none' | 'too_large' | 'waiting';
}

export interface FilledFolder {
  id: string;
  title: string;
  visible: boolean;
  visible_from: string | null;
  version: number;
  items: ContentItem[];
}

/** What is wrong with a plan before anybody goes through it. `step`: the id of its step; `part`: which part of the quiz or page of the slides, from 1; `question`: the id of the question that is meant; `have` and `need`: how much there is, and how much there would have to be, of questions, people, minutes, or pixels of a letter's height. */
export interface Finding {
  kind: 'after_session' | 'group_of_one' | 'groups_impossible' | 'longer_than_step' | 'no_steps' | 'poll_missing' | 'poll_without_options' | 'poll_without_question' | 'question_missing' | 'question_without_key' | 'single_group' | 'slides_missing' | 'slides_unmeasured' | 'slides_unreadable' | 'too_few_questions' | 'too_few_views';
  step: string | null;
  part: number | null;
  question: string | null;
  have: number | null;
  need: number | null;
}

/** A question of the bank that everybody is asked. */
export interface FixedPart {
  kind: 'question';
  points: string;
  question_id: string;
}

/** A question with its think time. `entries` are none while people think; then they stand in the order in which people are called, least heard first. */
export interface Floor {
  id: string;
  question: string;
  state: 'closed' | 'revealed' | 'thinking';
  opened_at: string;
  ends_at: string;
  entries: FloorEntry[];
}

export interface FloorActBody {
  session_id: string;
}

/** What somebody has given themselves. */
export interface FloorAnswer {
  floor: string;
  hand: boolean;
  text: string;
}

export interface FloorCallBody {
  session_id: string;
  participant?: string | null;
}

/** The question as it is now. */
export interface FloorDone {
  floor: Floor;
}

/** What one person gave. `hand`: they would say something; `called_at`: since when they have, or had, the floor. */
export interface FloorEntry {
  participant_id: string;
  name: string;
  hand: boolean;
  text: string;
  called_at: string | null;
}

export interface FloorGiveBody {
  session_id: string;
  hand?: boolean;
  text?: string;
}

export interface FloorGiven {
  answer: FloorAnswer;
}

/** The questions of a session, the last first. */
export interface FloorList {
  floors: FloorRecord[];
}

export interface FloorQuery {
  session_id: string;
}

/** A question of a session; `report` for who teaches. */
export interface FloorRecord {
  floor: Floor;
  report: FloorReport | null;
}

/** How the talk after it was shared. `answered`: who gave something; `called`: who was given the floor; `heard`: who of those who are taught spoke for 5 s or more; `effective`: the effective number of them, 1/Σp² over their shares of the talk; `teacher_share`: what of their talk and that of who teaches was the latter's, 0–1, null where nobody spoke. */
export interface FloorReport {
  floor: string;
  answered: number;
  called: number;
  heard: number;
  effective: number;
  teacher_share: number | null;
}

export interface FocusBody {
  attempt: string;
  seconds: number;
}

export interface FolderChange {
  title?: string;
  visible?: boolean;
  visible_from?: string | null;
}

export interface FolderOrder {
  id: string;
  items: string[];
}

/** Whoever was asked earns everything. */
export interface FullMarks {
  act: 'full_marks';
}

/** A gap to be typed in, or one of `options`, where there are any. */
export interface GapItem {
  kind: 'choice' | 'numeric' | 'text';
  options: Option[];
}

/** `before` and `after` are what the subject was and became, null where it was not or is no more. `changed_by` is null where a source's results changed. */
export interface GradeChange {
  id: string;
  subject: 'category' | 'cell' | 'column' | 'settings' | 'standings' | 'tie';
  subject_id: string | null;
  student_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  changed_by: string | null;
  changed_at: string;
  why: string;
}

/** A CSV or XLSX file with a heading: names or e-mail addresses of students, and titles of columns. `dry_run`: say what it would change, and keep nothing. */
export interface GradeImport {
  file: string;
  dry_run?: boolean;
  why?: string;
}

/** `line` counts from 1; `field` is the column's heading, or empty for a whole line. */
export interface GradeImportFault {
  line: number;
  field: string;
  code: 'empty' | 'no_heading' | 'not_a_score' | 'not_unique' | 'unknown_student' | 'unreadable';
  message: string;
}

/** What a file changes. With faults nothing of it is kept. `ignored`: headings that are no column that can be entered. */
export interface GradeImportReport {
  saved: boolean;
  changes: ImportedMark[];
  unchanged: number;
  faults: GradeImportFault[];
  ignored: string[];
}

/** `most`: no total is above it, in percent; null: no such limit. `total`: what students see of theirs: nothing, the number, or the letter too. */
export interface GradeSettings {
  course_type: string;
  policy: Policy;
  most: string | null;
  total: 'hidden' | 'letter' | 'total';
}

export interface GradebookExportQuery {
  language?: 'en' | 'ko';
}

/** A course's whole gradebook, for those who teach. `owner`: the reader may change settings, and publish. */
export interface GradebookView {
  version: number;
  owner: boolean;
  settings: GradeSettings;
  categories: CategoryView[];
  columns: ColumnView[];
  students: StudentView[];
  totals: ClassView;
}

/** `by` is the name of who gave it, at `at`. */
export interface GrantedExtension {
  until: string;
  by: string;
  at: string;
  why: string;
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

/** How groups are made: so many `groups`, or of so many people, or as those of an earlier breakout were. Who is to be in them: without `people`, all who are in the room and neither staff, observers nor guests. */
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

/** What entitles somebody to look: the link's secret, and the participant token of who comes back. */
export interface GuestKey {
  secret: string;
  again?: string | null;
}

/** A link for guests of a session, without its secret. `waits`: whoever comes by it waits to be let in; `uses`: how many have come by it. */
export interface GuestLink {
  id: string;
  session_id: string;
  waits: boolean;
  max_uses: number;
  uses: number;
  created_by: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

/** The same with the name of who comes in; who comes back keeps the name that they had. */
export interface GuestName {
  secret: string;
  again?: string | null;
  name: string;
}

/** What a guest shows who fetches something. */
export interface GuestPass {
  token: string;
}

/** A hand that is up. `first`: its person had not spoken when it was raised; `called_at`: since when they have the floor, `ends_at`: until when, where turns have a time. Nobody is cut off then. */
export interface Hand {
  id: string;
  participant_id: string;
  name: string;
  kind: 'point' | 'reply';
  text: string;
  first: boolean;
  raised_at: string;
  called_at: string | null;
  ends_at: string | null;
}

/** The hand as it is now. */
export interface HandAnswer {
  hand: Hand;
}

export interface HandCallBody {
  session_id: string;
  hand?: string | null;
}

export interface HandExtendBody {
  session_id: string;
  seconds: number;
}

export interface HandOrderBody {
  session_id: string;
  order: 'arrival' | 'first';
}

export interface HandPersonBody {
  session_id: string;
  participant: string;
}

export interface HandRaiseBody {
  session_id: string;
  kind?: 'point' | 'reply';
  text?: string;
}

export interface HandTimeBody {
  session_id: string;
  seconds: number | null;
}

/** The hands that are up, by arrival, the order in which they are called, and how many seconds a turn has, or null. */
export interface Hands {
  hands: Hand[];
  order: 'arrival' | 'first';
  turn: number | null;
}

export interface HandsBody {
  session_id: string;
}

/** The hands that went down. */
export interface HandsLowered {
  hands: string[];
}

export interface HandsQuery {
  session_id: string;
}

export interface HandsSorted {
  order: 'arrival' | 'first';
}

export interface HandsTimed {
  turn: number | null;
}

/** Of one cell where both ids are given, else of the whole book. */
export interface HistoryQuery {
  column_id?: string | null;
  student_id?: string | null;
  cursor?: string | null;
  limit?: number;
}

export interface Holiday {
  day: string;
  name: string;
}

/** RTCIceServer of the WebRTC API. */
export interface IceServer {
  urls: string[];
  username: string | null;
  credential: string | null;
}

/** An issuer that people may sign in by: `name` stands in addresses, `title` on the button. */
export interface IdentityProvider {
  name: string;
  title: string;
  kind: 'google' | 'microsoft' | 'oidc';
}

export interface ImageQuery {
  board?: string | null;
}

/** `file` is the document inside of a package, `line` counts from 1. */
export interface ImportFault {
  file: string | null;
  line: number;
  field: string;
  code: 'bad_gaps' | 'control_characters' | 'empty' | 'no_such_option' | 'not_a_number' | 'not_unique' | 'out_of_range' | 'too_few' | 'too_long' | 'too_many' | 'unknown_column' | 'unknown_value' | 'unreadable' | 'unsupported';
  message: string;
}

/** `dry_run`: only say what is in the file. `keep_good`: go on with the good lines where others are faulty; without it, all are refused. */
export interface ImportQuery {
  dry_run?: boolean;
  keep_good?: boolean;
}

/** What a file holds. With faults nothing of it is kept; `imported` are the ids of what was. */
export interface ImportReport {
  questions: number;
  kinds: Record<string, number>;
  faults: ImportFault[];
  imported: string[];
}

export interface ImportedMark {
  column_id: string;
  student_id: string;
  before: CellView;
  put: 'awaiting' | 'clear' | 'excused' | 'missing' | 'score';
  points: string | null;
}

export interface ImportedPerson {
  line: number;
  name: string;
  email: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
}

/** A correlation with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** What a guest is told before coming in. `name`: of who comes back by their token. */
export interface Invitation {
  session_id: string;
  title: string;
  course_title: string;
  scheduled_at: string;
  duration_minutes: number;
  status: 'cancelled' | 'ended' | 'live' | 'scheduled';
  waits: boolean;
  name: string | null;
}

/** An invitation that was just made. `link`, to be handed on, is shown this once and only where no letter could be sent. */
export interface InvitationMade {
  id: string;
  email: string;
  name: string;
  expires_at: string;
  link: string | null;
}

/** An invitation that nobody has accepted. `mailed`: by a letter; `role` is in the course, or of the account where there is none. */
export interface InvitationPending {
  id: string;
  email: string;
  name: string;
  role: string;
  mailed: boolean;
  invited_by: string;
  created_at: string;
  expires_at: string;
}

/** What a link invites to. `has_account`: there is an account with this address, which has to sign in first. */
export interface InvitationShown {
  email: string;
  name: string;
  invited_by: string;
  course: string | null;
  has_account: boolean;
}

export interface InvitationsQuery {
  cursor?: string | null;
  limit?: number;
}

export interface ItemChange {
  title?: string;
  visible?: boolean;
  visible_from?: string | null;
  url?: string;
  body?: string;
}

/** How a question measured, of first attempts. `difficulty`, `discrimination` and `options` only of 15 and more. */
export interface ItemFigures {
  number: number;
  people: number;
  omitted: number;
  not_reached: number;
  difficulty: number | null;
  discrimination: Interval | null;
  options: OptionFigures[];
}

export interface ItemScore {
  number: number;
  earned: string;
  points: string;
  answered: boolean;
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

/** `percent` is taken off for each `unit` after the deadline, a started one whole or `prorated`; of the points that the work earned, or of those that were possible. What is left is at least `floor_percent` of the same, and never more than was earned. Up to `grace_minutes` after the deadline nothing is late; beyond, lateness counts from the deadline. Nothing is taken later than `last_day` days after it (None: at any time). A day has 24 hours, and the clock stands still during an outage; of outages before the deadline, those within `outage_hours` of it put it off (None: all since the work was given). Of several submissions one counts. `best` is that which keeps the most points, among those that are graded; `last_on_time` the last that is not late, or else the last. Where nothing came, that is a zero from the deadline on, from the last day on, or never. A `suspended` policy takes nothing off, refuses nothing and gives no zero. */
export interface LatePolicy {
  percent: string;
  unit: 'day' | 'hour';
  counting: 'prorated' | 'started';
  of: 'earned' | 'possible';
  grace_minutes: number;
  floor_percent: string;
  last_day: number | null;
  submission: 'best' | 'first' | 'last' | 'last_on_time';
  missing_zero: 'deadline' | 'last_day' | 'never';
  outage_hours: number | null;
  suspended: boolean;
}

/** What is prepared for a step, as somebody began it. `id` is what its commands' ids are made of, so that none acts twice; `begun` is what came of them, by name; `code` says why it failed. */
export interface Launch {
  id: string;
  by: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
  state: 'done' | 'failed' | 'pending';
  at: string;
  code: string;
  begun: Record<string, string>;
}

/** In which language to write. */
export interface LetterLanguage {
  language?: 'en' | 'ko';
}

/** A student whose letter a change alters. `pushed`: by others' marks alone. */
export interface LetterMove {
  student_id: string;
  before: string | null;
  after: string | null;
  pushed: boolean;
}

/** The straight line on which a score of `low` becomes `to_low`, and `high` becomes `to_high`. */
export interface LinearCurve {
  kind: 'linear';
  low: string;
  to_low: string;
  high: string;
  to_high: string;
}

/** Whose link it is. */
export interface LinkOwner {
  email: string;
  name: string;
}

/** What stands behind `#` in a link. */
export interface LinkToken {
  token: string;
}

/** `has_password`: whether mine can be opened without any of them. */
export interface LinkedIdentities {
  has_password: boolean;
  identities: LinkedIdentity[];
}

/** An account elsewhere that opens mine. `provider` is None where this server does not know its issuer any more. */
export interface LinkedIdentity {
  id: string;
  provider: string | null;
  issuer: string;
  email: string | null;
  created_at: string;
  used_at: string;
}

/** `token_delivery` "body" is for programs: the refresh token comes in the answer and no cookie is set. */
export interface Login {
  email: string;
  password: string;
  token_delivery?: 'body' | 'cookie';
}

/** `secret` is shown this once: `Authorization: Bearer <secret>`. */
export interface MadeAccessToken {
  token: AccessTokenShown;
  secret: string;
}

/** `url` is told this once; whoever has it reads the calendar. */
export interface MadeCalendarFeed {
  id: string;
  course_id: string | null;
  course_title: string | null;
  created_at: string;
  url: string;
}

/** A link that has just been made, with what nobody is told again: the page is `/guest#` and the secret. */
export interface MadeGuestLink {
  id: string;
  session_id: string;
  waits: boolean;
  max_uses: number;
  uses: number;
  created_by: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  secret: string;
}

/** A letter without its content. `attempts`: tries begun; `due_at`: when the next may begin; `expires_at`: when it has nothing to say any more; `ended_at`: when it was sent or given up; `error`: why the last try failed. */
export interface MailRecord {
  id: string;
  kind: string;
  recipient: string;
  subject: string;
  state: 'dead' | 'sent' | 'void' | 'waiting';
  attempts: number;
  created_at: string;
  due_at: string;
  expires_at: string | null;
  ended_at: string | null;
  error: string | null;
}

/** `state`: `dead` are those that were given up. */
export interface MailsQuery {
  state?: 'dead' | 'sent' | 'waiting';
  cursor?: string | null;
  limit?: number;
}

export interface MatchingItem {
  kind: 'matching';
  text: string;
  rows: Option[];
  options: Option[];
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

/** The rows that something was put to. */
export interface MatchingResponse {
  kind: 'matching';
  pairs: Pair[];
}

/** A meeting that would be. `over`: its time has passed, and no session is made of it. `clash` is the title of another session of the course at that time. */
export interface Meeting {
  original: string;
  start: string;
  end: string;
  state: 'cancelled' | 'holiday' | 'moved' | 'planned';
  why: string;
  skipped: boolean;
  over: boolean;
  clash: string | null;
}

/** Somebody who is meant by `@name` in the text. */
export interface Mention {
  id: string;
  name: string;
}

/** One message. `name` and `role` are the writer's at the time. One that is `deleted`, by its writer or by staff, has nothing in it any more. A `broadcast` was said to all groups at once. */
export interface Message {
  id: string;
  channel: string;
  participant_id: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
  text: string;
  sent_at: string;
  reply_to: Quote | null;
  mentions: Mention[];
  files: Attachment[];
  reactions: MessageReaction[];
  edited_at: string | null;
  deleted: 'staff' | 'writer' | null;
  broadcast: boolean;
}

/** Who reacted to a message in one way, in the order in which they did. */
export interface MessageReaction {
  kind: 'celebrate' | 'done' | 'laugh' | 'like' | 'love' | 'question';
  people: string[];
}

/** Everything between blanks is to be contained, in any case. */
export interface MessageSearch {
  cursor?: string | null;
  limit?: number;
  q: string;
}

/** `channel` alone, where one is named. */
export interface MessagesQuery {
  cursor?: string | null;
  limit?: number;
  channel?: string | null;
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

/** Something that happened. `kind` is a word of the tool's, `title` what it was about; `until`: null where it took no time, or is not for the reader; `count`: of what is counted of its kind, such as votes or groups, null where there is nothing to count or it is not for the reader. */
export interface Moment {
  kind: string;
  at: string;
  until: string | null;
  title: string;
  count: number | null;
}

export interface MoveBody {
  session_id: string;
  participant: string;
  group?: string | null;
}

/** The meeting that was to begin at `original` begins at `to`, and lasts `minutes` where they are another number. One moved to where it was is held although it is a holiday. */
export interface Moved {
  kind: 'moved';
  original: string;
  to: string;
  minutes: number | null;
  why: string;
}

export interface MultipleItem {
  kind: 'multiple';
  text: string;
  options: Option[];
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

export interface MultipleResponse {
  kind: 'multiple';
  options: string[];
}

/** `share` is of 100, null while nothing of it counts. */
export interface MyCategory {
  id: string;
  title: string;
  weight: string;
  drop: number;
  extra: boolean;
  share: string | null;
}

/** `dropped`: left out as one of the lowest. */
export interface MyColumn {
  id: string;
  title: string;
  category_id: string;
  points: string;
  extra: boolean;
  published: boolean;
  state: 'awaiting' | 'excused' | 'missing' | 'not_due' | 'score';
  score: string | null;
  late: boolean;
  dropped: boolean;
}

/** One student's own grades: what is published of them, and totals of that alone. `totals` is null while the course keeps them hidden. */
export interface MyGrades {
  categories: MyCategory[];
  columns: MyColumn[];
  totals: MyTotals | null;
}

export interface MyTotals {
  so_far: string | null;
  final: string | null;
  letter: string | null;
}

/** Who voted what; `participant_id` and `name` are null unless names are shown. */
export interface NamedBallot {
  round: number;
  participant_id: string | null;
  name: string | null;
  ballot: PollBallot;
}

/** `write` holds `read` of the same area; `expires_at` at most 366 days from now. Who has no password must have signed in a moment ago instead. */
export interface NewAccessToken {
  name: string;
  scopes: ('assignments:read' | 'assignments:write' | 'courses:read' | 'courses:write' | 'grades:read' | 'grades:write' | 'people:read' | 'people:write' | 'profile:read' | 'profile:write' | 'sessions:read' | 'sessions:write')[];
  expires_at: string;
  password?: string | null;
}

/** `role` is that of the account. `language`: of the letter. */
export interface NewAccountInvitation {
  email: string;
  name: string;
  role?: 'admin' | 'professor' | 'student' | 'ta';
  language?: 'en' | 'ko';
}

/** With a rubric `points` are what its best levels come to. Without `max_attempts` one may hand in ever again. */
export interface NewAssignment {
  title: string;
  due_at: string;
  time_zone: string;
  instructions?: string;
  points?: string;
  accepts_text?: boolean;
  max_files?: number;
  max_attempts?: number | null;
  opens_at?: string | null;
  published?: boolean;
  late_policy?: LatePolicy;
  rubric?: RubricCriterion[];
}

export interface NewBoardQuestion {
  text: string;
  anonymous?: boolean;
}

/** Without a course it is of all my courses. */
export interface NewCalendarFeed {
  course_id?: string | null;
}

export interface NewCategory {
  title: string;
  weight: string;
  weighing?: 'equal' | 'points' | 'weights';
  drop?: number;
  extra?: boolean;
  why?: string;
}

/** `source`: what its scores are read from, one of those that `GET …/sources` lists; `points` are the source's then. */
export interface NewColumn {
  title: string;
  category_id: string;
  points: string;
  weight?: string | null;
  extra?: boolean;
  droppable?: boolean;
  source?: SourceName | null;
}

export interface NewCourse {
  title: string;
  code: string;
  semester: string;
}

/** `role` is that in the course. `language`: of the letter. */
export interface NewCourseInvitation {
  email: string;
  name: string;
  role?: 'co_professor' | 'observer' | 'student' | 'ta';
  language?: 'en' | 'ko';
}

export interface NewDebate {
  session_id: string;
  motion: string;
  seconds: number;
  points?: number;
}

export interface NewDeck {
  session_id: string;
  name: string;
}

export interface NewEnrollment {
  email: string;
  role: 'co_professor' | 'observer' | 'student' | 'ta';
}

/** An address or a student number is given. */
export interface NewExpected {
  name: string;
  email?: string | null;
  student_number?: string | null;
  romanised_name?: string | null;
  section?: string | null;
  role?: 'observer' | 'student' | 'ta';
}

export interface NewExtension {
  until: string;
  why?: string;
}

/** A finished upload of one's own. */
export interface NewFile {
  kind: 'file';
  upload_id: string;
}

export interface NewFloor {
  session_id: string;
  question?: string;
  seconds?: number;
}

export interface NewFolder {
  title: string;
  visible?: boolean;
  visible_from?: string | null;
}

export interface NewGuestDeck {
  name: string;
}

export interface NewGuestLink {
  expires_at: string;
  max_uses?: number;
  waits?: boolean;
}

/** Without a title a file is called by its name. It comes last in its folder. */
export interface NewItem {
  folder_id: string;
  content: NewFile | NewLink | NewPage;
  title?: string | null;
  visible?: boolean;
  visible_from?: string | null;
}

export interface NewLink {
  kind: 'link';
  url: string;
}

export interface NewPage {
  kind: 'page';
  body: string;
}

export interface NewPassword {
  token: string;
  password: string;
  language?: 'en' | 'ko';
}

/** `with_password`: one is made up and shown once; without, the person cannot sign in by a password yet. */
export interface NewPerson {
  name: string;
  email: string;
  role?: 'admin' | 'professor' | 'student' | 'ta';
  with_password?: boolean;
}

export interface NewPlan {
  course_id: string;
  title: string;
  steps?: PlanStep[];
  titles_shown?: boolean;
}

export interface NewPoll {
  session_id: string;
  content?: PollContent | null;
  prepared?: string | null;
  seconds?: number | null;
}

export interface NewPreparedDeck {
  course_id: string;
  name: string;
}

export interface NewQuestion {
  course_id: string;
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
  tags?: string[];
  difficulty?: 'easy' | 'hard' | 'medium';
}

export interface NewQuiz {
  session_id: string;
  title: string;
  parts: (FixedPart | DrawPart)[];
  settings?: QuizSettings;
}

export interface NewSeries {
  title: string;
  pattern: WeeklySeries;
}

export interface NewSession {
  title: string;
  scheduled_at: string;
  duration_minutes: number;
}

/** A text, files that were uploaded, or both. */
export interface NewSubmission {
  text?: string;
  upload_ids?: string[];
}

/** `levels` where there is a rubric, `points` where there is none. */
export interface NewSubmissionGrade {
  levels?: (number | null)[];
  points?: string | null;
  feedback?: string;
}

/** A note that there is. `id` is the room's for the class's, else the group's, which has a `number` from 1 and perhaps a name. */
export interface NoteInfo {
  id: string;
  settings: NoteSettings;
  number: number;
  name: string;
}

/** Who writes: everyone but observers and guests, or staff alone. */
export interface NoteSettings {
  writing: 'everyone' | 'staff';
}

/** The notes that one may see and somebody has opened. */
export interface Notes {
  notes: NoteInfo[];
}

export interface NotesConfigureBody {
  session_id: string;
  writing: 'everyone' | 'staff';
}

export interface NotesQuery {
  session_id: string;
}

export interface NumericGap {
  kind: 'numeric';
  answer: string;
  tolerance: string;
  tolerance_unit: 'absolute' | 'percent';
}

export interface NumericItem {
  kind: 'numeric';
  text: string;
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

export interface NumericResponse {
  kind: 'numeric';
  text: string;
}

export interface OpenBody {
  session_id: string;
  seconds?: number;
}

export interface Option {
  id: string;
  text: string;
}

/** How many gave an answer, and their mean share of the points of all other questions. */
export interface OptionFigures {
  option: string;
  people: number;
  rest: number | null;
}

export interface OrderingItem {
  kind: 'ordering';
  text: string;
  options: Option[];
}

/** `options` stand in the right order. */
export interface OrderingQuestion {
  kind: 'ordering';
  text: string;
  explanation: string;
  options: Option[];
  partial: boolean;
}

/** All of the options, first to last. */
export interface OrderingResponse {
  kind: 'ordering';
  order: string[];
}

export interface OutlineStep {
  id: string;
  title: string;
  state: 'done' | 'now' | 'skipped' | 'waiting';
}

/** Students of this standing do not count for quotas. They get no letter, a pass or a fail, or one by the scale. */
export interface Outside {
  standing: string;
  graded: 'by_scale' | 'not' | 'pass_fail';
  clause: string;
}

/** That one has voted, or has a token to vote with. The ballot is null unless names are shown: only the voter's device knows it. */
export interface OwnVote {
  poll: string;
  round: number;
  ballot: PollBallot | null;
}

export interface PageOfBoard {
  page?: string | null;
}

export interface PageQuery {
  cursor?: string | null;
  limit?: number;
}

/** A row of a matching question, and the option that is put to it. */
export interface Pair {
  row: string;
  option: string;
}

/** How much there is of one tool, by the tool's name. What it is, is had by the calls of that tool. */
export interface PartOfRecord {
  name: string;
  count: number;
}

/** What one person has done. `spoken` seconds are their own words, in groups too (`in_groups` of them) and without what they `presented` or `debated`; `interpreted` is what interpreters have spoken for them. Text, votes, hands and what is `drawn` on boards stand beside it and are in no sum. */
export interface Participation {
  minutes: number;
  spoken: number;
  in_groups: number;
  presented: number;
  debated: number;
  interpreted: number;
  turns: number;
  messages: number;
  group_messages: number;
  questions: number;
  answered: number;
  rounds: number;
  reasons: number;
  quizzes: number;
  hands: number;
  drawn: number;
}

export interface ParticipationAllowed {
  assistants: 'figures' | 'nothing' | 'people';
}

export interface ParticipationVoiced {
  interpreter: string;
  person: string | null;
}

/** Who has no password must have signed in a moment ago instead. */
export interface PasswordAgain {
  password?: string | null;
}

/** Both again: who has a screen that was left open has neither. Who has no password must have signed in a moment ago. */
export interface PasswordAndCode {
  code: string;
  password?: string | null;
}

/** `file`: CSV in base64, UTF-8 or CP949. `dry_run` tells what would be and changes nothing. `keep_good`: good lines are imported though others are faulty; else nothing is while one is. */
export interface PeopleImport {
  file: string;
  dry_run?: boolean;
  keep_good?: boolean;
}

/** `ready`: lines that make an account each, of which `preview` shows the first; `existing`: lines of people who have one already, which stays as it is; `faults` are the first ones, of `faulty` lines in all; `ignored`: headings of columns that nothing was read from. `created` is 0 on a dry run. */
export interface PeopleImportReport {
  ready: number;
  existing: number;
  faulty: number;
  created: number;
  preview: ImportedPerson[];
  faults: RosterFault[];
  ignored: string[];
}

/** `search`: parts of name or address. By name: Hangul in its order, then other scripts. */
export interface PeopleQuery {
  search?: string;
  role?: 'admin' | 'professor' | 'student' | 'ta' | null;
  status?: 'active' | 'invited' | 'suspended' | null;
  two_step?: boolean | null;
  sort?: '-last_seen_at' | 'name';
  cursor?: string | null;
  limit?: number;
}

/** Counts. `online`: those whose sign-in was renewed within the last 20 minutes, as one in use is. */
export interface PeopleSummary {
  people: number;
  online: number;
  invited: number;
  suspended: number;
}

/** One account. `two_step`: a code is asked for after the password; `last_seen_at` is when a token of theirs was last renewed. */
export interface PersonListed {
  id: string;
  name: string;
  email: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
  status: 'active' | 'invited' | 'suspended';
  two_step: boolean;
  created_at: string;
  last_seen_at: string | null;
}

/** `password` is nowhere else. */
export interface PersonMade {
  person: PersonListed;
  password: string | null;
}

/** A student, for who teaches. `share` is of what all students have spoken per minute present, null while nobody has; `quiet_since`: when they last took part, or came in, of those who are here (null: not here). */
export interface PersonParticipation {
  minutes: number;
  spoken: number;
  in_groups: number;
  presented: number;
  debated: number;
  interpreted: number;
  turns: number;
  messages: number;
  group_messages: number;
  questions: number;
  answered: number;
  rounds: number;
  reasons: number;
  quizzes: number;
  hands: number;
  drawn: number;
  participant_id: string;
  name: string;
  present: boolean;
  speaking: boolean;
  interruptions: number;
  share: number | null;
  quiet_since: string | null;
}

/** `reason`: why an administrator looks, for the audit log. */
export interface PersonQuery {
  reason?: string | null;
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

/** A lesson plan of a course. `titles_shown`: students see what the steps are called. */
export interface Plan {
  id: string;
  course_id: string;
  title: string;
  steps: PlanStep[];
  titles_shown: boolean;
  version: number;
  updated_at: string;
}

export interface PlanArrangeBody {
  version: number;
  steps: ArrangedStep[];
}

export interface PlanBackBody {
  version: number;
}

/** The plan as it is to be; `version` is the one that was changed. */
export interface PlanChange {
  version: number;
  title: string;
  steps: PlanStep[];
  titles_shown?: boolean;
}

/** The run's version from then on. */
export interface PlanDone {
  version: number;
}

/** What everybody sees of a plan whose titles are shown. */
export interface PlanOutline {
  steps: OutlineStep[];
}

export interface PlanQuery {
  course_id: string;
}

/** A plan as one session goes through it: a copy, which later changes of the plan leave alone. `ends_at`: when the session is to end. `back_until`: until when the latest start can be taken back. */
export interface PlanRun {
  plan: string;
  title: string;
  steps: RunStep[];
  titles_shown: boolean;
  version: number;
  ends_at: string;
  back_until: string | null;
}

export interface PlanStartBody {
  step: string;
  launch?: boolean;
}

/** One step. `settings` are those of its kind; `id` is made by whoever adds the step and stays when it moves. */
export interface PlanStep {
  id: string;
  title: string;
  minutes: number;
  kind: string;
  settings: Record<string, unknown>;
  notes: string;
}

export interface PlanStepBody {
  step: string;
}

/** A plan in a list: how many steps, how many minutes in all, and when a class last began with it. */
export interface PlanSummary {
  id: string;
  title: string;
  steps: number;
  minutes: number;
  version: number;
  updated_at: string;
  used_at: string | null;
}

export interface PlanTitlesBody {
  on: boolean;
}

export interface PlanUseBody {
  plan: string;
}

/** A session that went through a plan, and how long each step took that was begun. */
export interface PlanUsed {
  session_id: string;
  title: string;
  started_at: string;
  steps: StepTime[];
}

/** The latest first. */
export interface PlanUses {
  uses: PlanUsed[];
}

/** The session's plan: `run` for staff, `outline` where its titles are shown. */
export interface Plans {
  run: PlanRun | null;
  outline: PlanOutline | null;
}

/** `scale`: best letter first; the last is the failing one, and its `least` is 0. `by`: `scale`: a letter has to be earned by the scale, and quotas limit it. `rank`: letters go by rank as far as the quotas reach; of the scale only the least passing total counts. Where no quotas apply, it is by scale in any case. The first of `quota_rules` that fits the course is taken, and of `outside` the first that fits the student. Heads are rounded as `most_rounding` and `least_rounding` say. */
export interface Policy {
  title: string;
  scale: ScaleStep[];
  by: 'rank' | 'scale';
  quota_rules: QuotaRule[];
  most_rounding: 'down' | 'half_up' | 'up';
  least_rounding: 'down' | 'half_up' | 'up';
  outside: Outside[];
  ceilings: Ceiling[];
  absence: AbsenceRule | null;
  pass_at: string;
  pass_letter: string;
  fail_letter: string;
}

/** What another policy would make of somebody's work. */
export interface PolicyChange {
  user_id: string;
  name: string;
  state_before: 'awaiting' | 'missing' | 'not_due' | 'scored';
  state_after: 'awaiting' | 'missing' | 'not_due' | 'scored';
  score_before: Ratio | null;
  score_after: Ratio | null;
}

export interface PolicyQuestion {
  late_policy: LatePolicy;
}

/** A poll as everybody may know it. `correct` is empty and `flow` null until staff show them. */
export interface Poll {
  id: string;
  kind: 'multiple' | 'ranking' | 'rating' | 'single' | 'text' | 'words';
  question: string;
  options: string[];
  scale: number;
  most: number;
  names: 'anonymous' | 'hidden' | 'shown';
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
  choices: number[];
  texts: string[];
  reason: string;
}

/** What is asked, and how. `options` are those of single, multiple and ranking; a rating goes from 1 to `scale`; at most `most` options or words are taken, without it all of the options, or three words. `names`: whether staff see who voted what, nobody does, or the server cannot know. `results`: when students see the result: while votes come, at the close, or when staff show it. `correct` are the right options of single or multiple. `peer`: peer instruction, one choice with one right option. `reasons`: a reason may go with the vote. */
export interface PollContent {
  kind: 'multiple' | 'ranking' | 'rating' | 'single' | 'text' | 'words';
  question: string;
  options: string[];
  scale: number;
  most: number | null;
  names: 'anonymous' | 'hidden' | 'shown';
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

/** A poll with all that the reader may know: `details` and `ballots` are for staff, and only of closed rounds unless names are shown. */
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

/** One vote on the question. `result` is null while students may not see it. `key`: the modulus of the RSA key that signs the tokens of an anonymous round, base64url; its exponent is 65537. */
export interface PollRound {
  number: number;
  opened_at: string;
  closes_at: string | null;
  closed_at: string | null;
  result: PollResult | null;
  key: string | null;
}

/** What staff know of a round. `voted`: who has, or in an anonymous one who has a token, in no order that tells anything. `result` is null while a vote with names hidden is open; of an open anonymous one it is of what is written, in batches. `right`: the share of right votes; `advice` is for peer instruction. */
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

export interface PollTokenBody {
  session_id: string;
  round: number;
  blinded: string;
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

/** The slides that are prepared in a course, by name. */
export interface PreparedDecks {
  decks: Deck[];
}

export interface PreparedDecksQuery {
  course_id: string;
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

/** What everybody is shown, and by whom. */
export interface Presentation {
  deck: Deck;
  participant_id: string;
  name: string;
  page: number;
}

export interface Presented {
  presentation: Presentation;
}

/** What is left out stays as it is; language and time zone null: as the device has them. */
export interface ProfileChange {
  name?: string;
  language?: 'en' | 'ko' | null;
  time_zone?: string | null;
}

/** How far somebody is with a quiz: for staff. `focus_losses` and `away_seconds` say how often and how long the window was left, which may have any reason. */
export interface Progress {
  participant_id: string;
  name: string;
  attempt: AttemptInfo;
  answered: number;
  saved_at: string | null;
  focus_losses: number;
  away_seconds: number;
}

export interface Publication {
  columns?: ColumnShown[];
  total?: 'hidden' | 'letter' | 'total';
  why?: string;
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

/** All of a quiz, for staff. */
export interface QuizDetail {
  quiz: QuizInfo;
  parts: (FixedPart | DrawPart)[];
  items: QuizItem[];
  extra_minutes: number;
  extensions: Extension[];
  corrections: CorrectionRecord[];
}

/** How many attempts have a later deadline now. */
export interface QuizExtended {
  attempts: number;
}

/** A quiz as everybody may know it; drafts are for staff. `questions` and `points` are of one attempt. */
export interface QuizInfo {
  id: string;
  title: string;
  state: 'closed' | 'draft' | 'open';
  settings: QuizSettings;
  questions: number;
  points: string;
  opened_at: string | null;
  closed_at: string | null;
  released: 'answers' | 'scores' | null;
  released_at: string | null;
  corrected_at: string | null;
}

/** A question that a quiz may ask, with its key: for staff. */
export interface QuizItem {
  number: number;
  part: number;
  question_id: string;
  question_version: number;
  points: string;
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
  correction: Correction | null;
}

/** How many attempts have another score now. */
export interface QuizRegraded {
  changed: number;
}

export interface QuizResults {
  attempts: AttemptScore[];
  items: ItemFigures[];
}

/** `saved_at` is the server's time. */
export interface QuizSaved {
  saved_at: string;
}

/** `minutes` is the time limit of an attempt, by the server's clock. `counts`: which of several attempts. `shuffle`: the questions stand in another order in each attempt. `exam`: who takes it neither writes to others nor is written to meanwhile, and clients put chat, board and others' tiles away. */
export interface QuizSettings {
  minutes: number | null;
  attempts: number;
  counts: 'best' | 'latest';
  shuffle: boolean;
  exam: boolean;
}

/** The session's quizzes, drafts among them for staff; and one's own attempts. */
export interface Quizzes {
  quizzes: QuizInfo[];
  attempts: AttemptInfo[];
}

export interface QuizzesQuery {
  session_id: string;
}

/** Of all who count, at most and at least so many percent get `down_to` or a better letter. */
export interface Quota {
  down_to: string;
  most: string | null;
  least: string | null;
}

/** The quotas for courses of these types (none: of all) with so many students who count. Where there are none, the scale decides alone. */
export interface QuotaRule {
  clause: string;
  course_types: string[];
  from_size: number;
  to_size: number | null;
  quotas: Quota[];
}

/** `given` students have the letter or a better one, of at most `most` and at least `least`. */
export interface QuotaView {
  letter: string;
  given: number;
  most: number | null;
  least: number | null;
}

/** The message that is replied to, as it is now: `text` is its beginning, empty once it is `deleted`. */
export interface Quote {
  id: string;
  participant_id: string;
  name: string;
  text: string;
  deleted: boolean;
}

/** A fraction that is not negative, such as 1/4. It stays as it was entered, so 2/8 is another `Ratio` than 1/4; what is reckoned with is `value`. */
export interface Ratio {
  numerator: number;
  denominator: number;
}

/** A message as it is exported. `originals`: the texts that an edited or deleted one had before, oldest first, for staff and not of direct ones. */
export interface Recorded {
  message: Message;
  originals: string[];
}

/** Without `refresh_token` the cookie is meant. */
export interface Refresh {
  refresh_token?: string | null;
}

/** `language` is that of the letter that asks whether the address is the person's. */
export interface Register {
  email: string;
  password: string;
  name: string;
  language?: 'en' | 'ko';
}

/** What registering answers, whether the address was free or not: it must not tell who has an account. */
export interface Registered {
  email: string;
  name: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
}

export interface RegradeBody {
  number: number;
  regrading: ChangeKey | AcceptAlso | FullMarks | DropItem;
}

/** A rehearsal and its report so far. `seconds`: how much time has passed in the class, of `planned` minutes; `present`: how many students are in the room. `code`: why it failed. Slides are measured while the class goes on, and `findings` say so until they are. Once it is `done`, `stopped` or `failed` nothing of it is left but this, which is kept for an hour, in memory alone. */
export interface Rehearsal {
  id: string;
  plan_id: string;
  title: string;
  students: number;
  speed: number;
  seed: number;
  state: 'done' | 'failed' | 'preparing' | 'running' | 'stopped';
  code: string;
  started_at: string;
  ended_at: string | null;
  planned: number;
  seconds: number;
  present: number;
  findings: Finding[];
  steps: RehearsedStep[];
}

/** How many students, and how many times as fast as a class. `seed` makes the students behave as they did under the same one; without it they are new. */
export interface RehearsalBody {
  students: number;
  speed?: 1 | 10;
  seed?: number | null;
}

/** How a step went. `planned` is in minutes, `seconds` how long it took by the clock of the class. `launch`: how what is prepared for it began, null where nothing is; `code` why it could not. `took_part`: how many students did something that is no coming or going. `acts`: how often each thing was done; `refused`: how often something was refused, by its code. */
export interface RehearsedStep {
  id: string;
  title: string;
  kind: string;
  planned: number;
  state: 'done' | 'now' | 'skipped' | 'waiting';
  seconds: number;
  launch: 'done' | 'failed' | 'pending' | null;
  code: string;
  took_part: number;
  acts: Record<string, number>;
  refused: Record<string, number>;
}

export interface ReleaseBody {
  release: 'answers' | 'scores' | null;
}

/** A link to hand to the person; it is shown this once. */
export interface ResetLink {
  link: string;
  email: string;
  name: string;
  expires_at: string;
}

export interface ResetRequest {
  email: string;
  language?: 'en' | 'ko';
}

/** Everything of the series from the pattern's first day on that has not begun follows `pattern`. `dry_run`: only say what would become of it. */
export interface RestChange {
  pattern: WeeklySeries;
  title?: string;
  dry_run?: boolean;
}

export interface RestReport {
  series: Series;
  steps: RestStep[];
}

/** What becomes of one session. `was` is when it was to begin, none for one that is added; `meeting` is what it becomes, none for one that is removed. */
export interface RestStep {
  act: 'added' | 'kept' | 'moved' | 'removed';
  session_id: string | null;
  was: string | null;
  meeting: Meeting | null;
}

/** The query that the issuer sent the browser back with, as it is. */
export interface ReturnElsewhere {
  query: string;
  token_delivery?: 'body' | 'cookie';
}

/** What an attempt came to: one's own, once it is released; anybody's for staff. */
export interface Review {
  info: AttemptInfo;
  earned: string;
  points: string;
  questions: ReviewedQuestion[];
}

/** A question of an attempt that was released. `question` has the key, once answers are released. */
export interface ReviewedQuestion {
  place: number;
  points: string;
  earned: string;
  item: SingleItem | MultipleItem | TrueFalseItem | NumericItem | ShortTextItem | OrderingItem | MatchingItem | ClozeItem;
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse | null;
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion | null;
}

export interface RoleChange {
  role: 'admin' | 'professor' | 'student' | 'ta';
}

/** The root of the share, times the points: √(score × points), rounded half up to hundredths of a point. */
export interface RootCurve {
  kind: 'root';
}

export interface RosterExportQuery {
  language?: 'en' | 'ko';
}

/** `line` is that of the text file or the row of the sheet, counted from 1, where the faulty row begins; `field` is the column, or empty where the whole row is meant. `code` is stable, `message` English for developers. */
export interface RosterFault {
  line: number;
  field: string;
  code: 'empty' | 'no_heading' | 'not_a_name' | 'not_a_number' | 'not_an_address' | 'not_unique' | 'rounded_number' | 'too_large' | 'too_many' | 'unknown_value' | 'unreadable';
  message: string;
}

/** What is in a file, and what became of it. Of the good lines `new` are people who are not in the course, `changed` such of whom it says something else than the course, `same` all others. `faults` are the first ones, of `faulty` lines in all; `ignored` the headings of columns that nothing was read from. Who of the new ones has an account is not told before they are in the course: `enrolled` and `expected` are None in a dry run. */
export interface RosterReport {
  new: number;
  changed: number;
  same: number;
  faults: RosterFault[];
  faulty: number;
  ignored: string[];
  enrolled: number | null;
  expected: number | null;
}

/** With its levels, of which one is chosen. */
export interface RubricCriterion {
  title: string;
  levels: RubricLevel[];
  description: string;
}

export interface RubricLevel {
  points: string;
  title: string;
}

/** A step in one session. `started_at`: since when it lasts, or lasted the last time; `seconds`: how long it has lasted before that, or in all where it is over. */
export interface RunStep {
  step: PlanStep;
  state: 'done' | 'now' | 'skipped' | 'waiting';
  started_at: string | null;
  seconds: number;
  launch: Launch | null;
}

/** A letter, and the least total that earns it, in percent. */
export interface ScaleStep {
  letter: string;
  least: string;
}

/** What a correction does to an attempt. */
export interface ScoreChange {
  attempt_id: string;
  participant_id: string;
  name: string;
  earned_before: string;
  earned_after: string;
  points_before: string;
  points_after: string;
}

/** What an authenticator app is told: the `otpauth://` address as it is and as a QR code (SVG), and the secret in letters, for typing. */
export interface SecondFactorSetup {
  secret: string;
  uri: string;
  qr: string;
}

/** Whether I am asked for a code, since when, and how many backup codes are left. `has_password`: whether changing that asks for it. */
export interface SecondFactorState {
  on: boolean;
  since: string | null;
  backup_codes_left: number;
  has_password: boolean;
}

/** Where the browser goes to sign in. */
export interface SentElsewhere {
  url: string;
}

/** A weekly series of a course. `pattern` is of what is still to come: it begins on the day that the latest change was of, and names no exceptions, as each session holds its own. */
export interface Series {
  id: string;
  course_id: string;
  title: string;
  pattern: WeeklySeries;
  version: number;
  created_at: string;
  updated_at: string;
}

/** One meeting of a course. `planned_at`: when it was to begin by its series; one with another `scheduled_at` was moved. `cancel_reason` is for everybody. */
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
  series_id: string | null;
  planned_at: string | null;
  cancel_reason: string;
}

/** The boards of a session that one may see. */
export interface SessionBoards {
  boards: BoardInfo[];
}

/** `google_url` opens Google Calendar with the session filled in. */
export interface SessionCalendar {
  google_url: string;
}

export interface SessionChange {
  title?: string;
  scheduled_at?: string;
  duration_minutes?: number;
  status?: 'cancelled' | 'scheduled';
  reason?: string;
}

/** A guest of a session as its records have them. `entered_at` is when they first were in the room, null where they never were; `left_at` when they last left, null while they are there or where the session ended with them; `ended_at` when a host sent them out. */
export interface SessionGuest {
  id: string;
  link_id: string;
  name: string;
  entered_at: string | null;
  left_at: string | null;
  ended_at: string | null;
}

/** What the reader sees of a session, live or over: of the class, of its people, of oneself; what is not for them is null. */
export interface SessionParticipation {
  figures: ClassParticipation | null;
  people: PersonParticipation[] | null;
  own: Participation | null;
  assistants: 'figures' | 'nothing' | 'people';
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

/** What a session was, as far as the reader may see it: of the class's attendance staff, of one's own students. */
export interface SessionRecord {
  session: Session;
  role: 'admin' | 'co_professor' | 'observer' | 'professor' | 'student' | 'ta';
  attendance: AttendanceOfClass | null;
  own: Attendance | null;
  parts: PartOfRecord[];
}

/** What is presented in a session, and the decks that the reader may see, the newest first. */
export interface SessionSlides {
  presentation: Presentation | null;
  decks: Deck[];
}

/** `preview`: say whose letters would change, and keep nothing. */
export interface SettingsChange {
  course_type?: string;
  policy?: Policy;
  most?: string | null;
  why?: string;
  preview?: boolean;
}

export interface SettledTie {
  id: string;
  students: string[];
  decision: 'all_lower' | 'in_order';
  why: string;
}

export interface ShortTextItem {
  kind: 'short_text';
  text: string;
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

export interface ShortTextResponse {
  kind: 'short_text';
  text: string;
}

/** What a password opens: tokens, or with `requires_2fa` a `challenge` for `/auth/2fa/verify` instead of them. `expires_in` is of whichever it is. */
export interface SignInAnswer {
  expires_in: number;
  access_token?: string | null;
  user?: User | null;
  refresh_token?: string | null;
  requires_2fa?: boolean;
  challenge?: string | null;
}

/** One of my sign-ins. `network` is the address it came from (IPv6: its /64); `new_place`: the first from there, and not the first at all. `used_at` is when it last renewed its token. `administrator`: who opened it to see what I see, by name; these are listed for a while after their end too. */
export interface SignInDevice {
  id: string;
  user_agent: string;
  network: string;
  created_at: string;
  used_at: string;
  current: boolean;
  new_place: boolean;
  administrator: string | null;
  ended_at: string | null;
}

export interface SingleItem {
  kind: 'single';
  text: string;
  options: Option[];
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

export interface SingleResponse {
  kind: 'single';
  option: string;
}

export interface SlidesActBody {
  session_id: string;
}

export interface SlidesPermitBody {
  session_id: string;
  participant: string;
  on: boolean;
}

export interface SlidesQuery {
  session_id: string;
}

export interface SlidesShowBody {
  session_id: string;
  deck: string;
  page?: number;
  take_over?: boolean;
}

export interface SlidesTakeBody {
  session_id: string;
  prepared: string;
}

/** The session's deck. */
export interface SlidesTaken {
  deck: Deck;
}

export interface SlidesTurnBody {
  session_id: string;
  deck: string;
  page: number;
}

/** A weekday and time that the course meets at, for so many minutes. */
export interface Slot {
  weekday: 'friday' | 'monday' | 'saturday' | 'sunday' | 'thursday' | 'tuesday' | 'wednesday';
  at: string;
  minutes: number;
}

/** What a raw score was given for: a submission, an attempt, somebody's entry, and which version of it. */
export interface Source {
  kind: 'attendance' | 'entered' | 'participation' | 'quiz' | 'submission';
  id: string;
  version: number | null;
}

export interface SourceName {
  kind: 'attendance' | 'participation' | 'quiz' | 'submission';
  id: string;
}

/** From when to when somebody was there, on whichever device, or spoke. */
export interface Span {
  start: string;
  end: string;
}

export interface StandingsBody {
  standings: string[];
  why?: string;
}

/** How long a step took; `planned` in minutes, as it was at the time. */
export interface StepTime {
  id: string;
  title: string;
  planned: number;
  seconds: number;
}

export interface StudentStandings {
  standings: string[];
}

/** `cells` in the order of the columns, null for what has none. */
export interface StudentView {
  id: string;
  name: string;
  email: string;
  standings: string[];
  cells: (CellView | null)[];
  totals: TotalsView;
}

/** A student's work as staff see it. */
export interface StudentWork {
  user_id: string;
  name: string;
  extension: GrantedExtension | null;
  standing: AssignmentStanding;
}

/** What was acted on. `id` None where it is no single thing. */
export interface Subject {
  kind: 'audit_log' | 'guest_link' | 'people' | 'person' | 'session';
  id: string | null;
}

/** What was handed in, and the receipt for it: `received_at` by the server's clock, and `sha256` of the text's and the files' digests, one a line. `late_seconds` count from the person's own deadline. */
export interface Submission {
  id: string;
  number: number;
  text: string;
  files: FileFacts[];
  started_at: string;
  received_at: string;
  late_seconds: number;
  sha256: string;
  counts: boolean;
  grade: SubmissionGrade | null;
}

/** `levels` has for each criterion which level was chosen, counted from 0, or None. Raw `points`, before anything is taken off for lateness; None while criteria are open. */
export interface SubmissionGrade {
  levels: (number | null)[];
  points: string | null;
  feedback: string;
  version: number;
  graded_by: string;
  graded_at: string;
}

export interface SubmitBody {
  attempt: string;
}

export interface Supposed {
  column_id: string;
  points: string;
}

/** A tag, and how many questions have it. */
export interface TagCount {
  tag: string;
  questions: number;
}

/** When one person spoke, and for how many seconds, presentations included. Pauses that are too short to be seen are in `spans`. */
export interface TalkLane {
  participant_id: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
  spoken: number;
  spans: Span[];
}

/** Who spoke when: who teaches first, then whoever spoke most. */
export interface TalkLanes {
  lanes: TalkLane[];
}

/** A turn from its first word to its last, of which `spoken` seconds were speech. `follows`: whose turn was the last before it; `interrupts`: whose words it cut off; `group_id`: the breakout group that heard it; `voices`: whose words an interpreter speaks. */
export interface TalkTurn {
  id: string;
  participant_id: string;
  kind: 'debate' | 'interpreting' | 'presentation' | 'speech';
  group_id: string | null;
  started_at: string;
  ended_at: string;
  spoken: number;
  voices: string | null;
  follows: string | null;
  interrupts: string | null;
}

export interface TextGap {
  kind: 'text';
  accepted: string[];
  case_sensitive: boolean;
  spaces: boolean;
}

export interface TieBody {
  students: string[];
  decision: 'all_lower' | 'in_order';
  why?: string;
}

export interface TieSettled {
  tie_id: string;
}

/** Students with one total, of whom only `seats` can have `upper`: all have `lower` until somebody decides. */
export interface TieView {
  students: string[];
  upper: string;
  lower: string;
  seats: number;
}

export interface TimelineQuery {
  cursor?: string | null;
  limit?: number;
}

/** The signature of what was sent blinded. */
export interface TokenSigned {
  poll: string;
  round: number;
  signature: string;
}

/** A fresh access token (`expires_in` seconds); `refresh_token` only where it was asked for in the body. */
export interface Tokens {
  access_token: string;
  expires_in: number;
  user: User;
  refresh_token?: string | null;
}

/** In percent, as people see them; null while nothing counts. `final`: if nothing more is handed in, which is what `letter` goes by. */
export interface TotalsView {
  so_far: string | null;
  final: string | null;
  letter: string | null;
  reason: 'absence' | 'ceiling' | 'floor' | 'nothing_counts' | 'outside' | 'pass_fail' | 'quota' | 'scale' | 'tie';
  rank: number | null;
}

export interface TrueFalseItem {
  kind: 'true_false';
  text: string;
}

export interface TrueFalseQuestion {
  kind: 'true_false';
  text: string;
  explanation: string;
  answer: boolean;
}

export interface TrueFalseResponse {
  kind: 'true_false';
  value: boolean;
}

export interface TurnsQuery {
  cursor?: string | null;
  limit?: number;
}

/** A file on its way: `received` of `size` bytes are kept for good. */
export interface Upload {
  id: string;
  name: string;
  size: number;
  received: number;
  finished: boolean;
}

export interface UploadQuery {
  name: string;
}

/** An account as its owner sees it. `language` and `time_zone` (an IANA name) None: as the device has them. */
export interface User {
  id: string;
  email: string;
  name: string;
  role: 'admin' | 'professor' | 'student' | 'ta';
  created_at: string;
  email_verified: boolean;
  language: 'en' | 'ko' | null;
  time_zone: string | null;
}

/** The second step: a code of the authenticator app, or a backup code. `trust`: a browser is not asked again for 30 days. */
export interface VerifyCode {
  challenge: string;
  code: string;
  token_delivery?: 'body' | 'cookie';
  trust?: boolean;
}

export interface VersionQuery {
  cursor?: string | null;
  limit?: number;
}

/** A token that shows what `user` sees and changes nothing; it lasts `expires_in` seconds and is not renewed. */
export interface ViewOpened {
  access_token: string;
  expires_in: number;
  user: User;
}

/** Kept in the audit log. */
export interface ViewReason {
  reason: string;
}

/** Somebody who looks in: the group knows of them, and hears and is heard by them from `since` on. */
export interface Visitor {
  participant_id: string;
  since: string;
}

/** `person`: whose words the interpreter speaks; null: nobody's in particular. */
export interface Voice {
  person: string | null;
}

/** The vote is stored. It says nothing of the ballot: answers are stored with their asker's name. */
export interface Voted {
  poll: string;
  round: number;
}

/** Meetings at the slots of every `every`-th week, from the day `first` on: through the day `until`, or `count` of them. Weeks begin on Monday, and that of `first` is the first. Meetings that are cancelled, moved or on a holiday are among the `count` (as in RFC 5545 section 3.8.5). */
export interface WeeklySeries {
  zone: string;
  first: string;
  slots: Slot[];
  until: string | null;
  count: number | null;
  every: number;
  holidays: Holiday[];
  exceptions: (Cancelled | Moved)[];
}

/** Scores that one supposes. Nothing of this is kept. */
export interface WhatIfBody {
  scores: Supposed[];
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
  'POST /auth/login': { body: Login; query: null; data: SignInAnswer };
  'POST /auth/2fa/verify': { body: VerifyCode; query: null; data: Tokens };
  'POST /auth/refresh': { body: Refresh; query: null; data: Tokens };
  'POST /auth/logout': { body: Refresh; query: null; data: null };
  'GET /auth/me': { body: null; query: null; data: User };
  'POST /auth/oauth/{provider}': { body: BeginElsewhere; query: null; data: SentElsewhere };
  'POST /auth/oauth/{provider}/callback': { body: ReturnElsewhere; query: null; data: CameBack };
  'GET /auth/identities': { body: null; query: null; data: LinkedIdentities };
  'DELETE /auth/identities/{identity_id}': { body: null; query: null; data: null };
  'GET /auth/tokens': { body: null; query: null; data: AccessTokenShown[] };
  'POST /auth/tokens': { body: NewAccessToken; query: null; data: MadeAccessToken };
  'DELETE /auth/tokens/{token_id}': { body: null; query: null; data: null };
  'GET /auth/2fa': { body: null; query: null; data: SecondFactorState };
  'POST /auth/2fa/setup': { body: PasswordAgain; query: null; data: SecondFactorSetup };
  'POST /auth/2fa/confirm': { body: Code; query: null; data: BackupCodesShown };
  'POST /auth/2fa/backup-codes': { body: PasswordAndCode; query: null; data: BackupCodesShown };
  'POST /auth/2fa/disable': { body: PasswordAndCode; query: null; data: null };
  'GET /auth/devices': { body: null; query: null; data: SignInDevice[] };
  'DELETE /auth/devices': { body: null; query: null; data: null };
  'DELETE /auth/devices/{login_id}': { body: null; query: null; data: null };
  'POST /auth/email/verification': { body: LetterLanguage; query: null; data: null };
  'POST /auth/email/verify': { body: LinkToken; query: null; data: LinkOwner };
  'POST /auth/password/reset': { body: ResetRequest; query: null; data: null };
  'POST /auth/password/reset/look': { body: LinkToken; query: null; data: LinkOwner };
  'POST /auth/password/reset/confirm': { body: NewPassword; query: null; data: LinkOwner };
  'POST /auth/password/reset-links': { body: EmailOfAccount; query: null; data: ResetLink };
  'POST /auth/invitations': { body: NewAccountInvitation; query: null; data: InvitationMade };
  'GET /auth/invitations': { body: null; query: InvitationsQuery; data: InvitationPending[] };
  'DELETE /auth/invitations/{invitation_id}': { body: null; query: null; data: null };
  'POST /auth/invitations/look': { body: LinkToken; query: null; data: InvitationShown };
  'POST /auth/invitations/accept': { body: AcceptInvitation; query: null; data: LinkOwner };
  'POST /courses': { body: NewCourse; query: null; data: Course };
  'GET /courses': { body: null; query: CourseQuery; data: Course[] };
  'POST /courses/join': { body: JoinCourse; query: null; data: Course };
  'GET /courses/{course_id}': { body: null; query: null; data: Course };
  'PATCH /courses/{course_id}': { body: CourseChange; query: null; data: Course };
  'DELETE /courses/{course_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/restore': { body: null; query: null; data: Course };
  'POST /courses/{course_id}/copy': { body: CourseCopy; query: null; data: Course };
  'POST /courses/{course_id}/archive': { body: null; query: null; data: Course };
  'POST /courses/{course_id}/unarchive': { body: null; query: null; data: Course };
  'POST /courses/{course_id}/enrollments': { body: NewEnrollment; query: null; data: Enrollment };
  'GET /courses/{course_id}/enrollments': { body: null; query: EnrollmentQuery; data: Enrollment[] };
  'DELETE /courses/{course_id}/enrollments/{enrollment_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/sessions': { body: NewSession; query: null; data: Session };
  'GET /courses/{course_id}/sessions': { body: null; query: SessionQuery; data: Session[] };
  'GET /courses/{course_id}/sessions/{session_id}': { body: null; query: null; data: Session };
  'PATCH /courses/{course_id}/sessions/{session_id}': { body: SessionChange; query: null; data: Session };
  'GET /sessions': { body: null; query: SessionQuery; data: Session[] };
  'GET /sessions/{session_id}': { body: null; query: null; data: Session };
  'POST /sessions/{session_id}/start': { body: null; query: null; data: Session };
  'POST /sessions/{session_id}/end': { body: null; query: null; data: Session };
  'POST /courses/{course_id}/series/preview': { body: WeeklySeries; query: null; data: Meeting[] };
  'POST /courses/{course_id}/series': { body: NewSeries; query: null; data: Series };
  'GET /courses/{course_id}/series': { body: null; query: null; data: Series[] };
  'POST /courses/{course_id}/series/{series_id}/rest': { body: RestChange; query: null; data: RestReport };
  'DELETE /courses/{course_id}/series/{series_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/roster': { body: Blob; query: ImportQuery; data: RosterReport };
  'GET /courses/{course_id}/expected': { body: null; query: null; data: Expected[] };
  'POST /courses/{course_id}/expected': { body: NewExpected; query: null; data: Expected };
  'DELETE /courses/{course_id}/expected/{expected_id}': { body: null; query: null; data: null };
  'PATCH /courses/{course_id}/enrollments/{enrollment_id}': { body: EnrollmentChange; query: null; data: Enrollment };
  'GET /calendar-feeds': { body: null; query: null; data: CalendarFeed[] };
  'POST /calendar-feeds': { body: NewCalendarFeed; query: null; data: MadeCalendarFeed };
  'DELETE /calendar-feeds/{feed_id}': { body: null; query: null; data: null };
  'GET /sessions/{session_id}/calendar': { body: null; query: null; data: SessionCalendar };
  'OPTIONS /courses/{course_id}/uploads': { body: null; query: null; data: null };
  'POST /courses/{course_id}/uploads': { body: null; query: null; data: Upload };
  'GET /courses/{course_id}/uploads/{upload_id}': { body: null; query: null; data: Upload };
  'PATCH /courses/{course_id}/uploads/{upload_id}': { body: Blob; query: null; data: null };
  'DELETE /courses/{course_id}/uploads/{upload_id}': { body: null; query: null; data: null };
  'GET /courses/{course_id}/content': { body: null; query: null; data: CourseContent };
  'PUT /courses/{course_id}/content/order': { body: ContentOrder; query: null; data: CourseContent };
  'POST /courses/{course_id}/content/folders': { body: NewFolder; query: null; data: ContentFolder };
  'PATCH /courses/{course_id}/content/folders/{folder_id}': { body: FolderChange; query: null; data: ContentFolder };
  'DELETE /courses/{course_id}/content/folders/{folder_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/content/folders/{folder_id}/restore': { body: null; query: null; data: ContentFolder };
  'POST /courses/{course_id}/content/items': { body: NewItem; query: null; data: ContentPage };
  'GET /courses/{course_id}/content/items/{item_id}': { body: null; query: null; data: ContentPage };
  'PATCH /courses/{course_id}/content/items/{item_id}': { body: ItemChange; query: null; data: ContentPage };
  'DELETE /courses/{course_id}/content/items/{item_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/content/items/{item_id}/restore': { body: null; query: null; data: ContentPage };
  'GET /courses/{course_id}/assignments': { body: null; query: null; data: CourseAssignment[] };
  'POST /courses/{course_id}/assignments': { body: NewAssignment; query: null; data: Assignment };
  'GET /courses/{course_id}/assignments/{assignment_id}': { body: null; query: null; data: CourseAssignment };
  'PATCH /courses/{course_id}/assignments/{assignment_id}': { body: AssignmentChange; query: null; data: Assignment };
  'DELETE /courses/{course_id}/assignments/{assignment_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/assignments/{assignment_id}/restore': { body: null; query: null; data: Assignment };
  'PUT /courses/{course_id}/assignments/{assignment_id}/release': { body: AssignmentRelease; query: null; data: Assignment };
  'POST /courses/{course_id}/assignments/{assignment_id}/late-policy/preview': { body: PolicyQuestion; query: null; data: PolicyChange[] };
  'GET /courses/{course_id}/assignments/{assignment_id}/works': { body: null; query: null; data: StudentWork[] };
  'GET /courses/{course_id}/assignments/{assignment_id}/works/{person_id}': { body: null; query: null; data: StudentWork };
  'PUT /courses/{course_id}/assignments/{assignment_id}/works/{person_id}/extension': { body: NewExtension; query: null; data: StudentWork };
  'DELETE /courses/{course_id}/assignments/{assignment_id}/works/{person_id}/extension': { body: null; query: null; data: StudentWork };
  'POST /courses/{course_id}/assignments/{assignment_id}/submissions': { body: NewSubmission; query: null; data: AssignmentStanding };
  'PUT /courses/{course_id}/assignments/{assignment_id}/submissions/{submission_id}/grade': { body: NewSubmissionGrade; query: null; data: SubmissionGrade };
  'POST /courses/{course_id}/invitations': { body: NewCourseInvitation; query: null; data: InvitationMade };
  'GET /courses/{course_id}/invitations': { body: null; query: PageQuery; data: InvitationPending[] };
  'DELETE /courses/{course_id}/invitations/{invitation_id}': { body: null; query: null; data: null };
  'POST /sessions/{session_id}/join': { body: null; query: null; data: JoinAnswer };
  'GET /sessions/{session_id}/guest-links': { body: null; query: null; data: GuestLink[] };
  'POST /sessions/{session_id}/guest-links': { body: NewGuestLink; query: null; data: MadeGuestLink };
  'DELETE /sessions/{session_id}/guest-links/{link_id}': { body: null; query: null; data: GuestLink };
  'GET /sessions/{session_id}/guests': { body: null; query: PageQuery; data: SessionGuest[] };
  'POST /guests/look': { body: GuestKey; query: null; data: Invitation };
  'POST /guests/join': { body: GuestName; query: null; data: JoinAnswer };
  'OPTIONS /sessions/{session_id}/whip': { body: null; query: null; data: null };
  'DELETE /sessions/{session_id}/whip/{resource}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whip/{resource}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whep': { body: null; query: null; data: null };
  'DELETE /sessions/{session_id}/whep/{resource}': { body: null; query: null; data: null };
  'OPTIONS /sessions/{session_id}/whep/{resource}': { body: null; query: null; data: null };
  'GET /sessions/{session_id}/quality': { body: null; query: QualityQuery; data: SessionQuality };
  'GET /sessions/{session_id}/chat/messages': { body: null; query: MessagesQuery; data: Message[] };
  'GET /sessions/{session_id}/chat/search': { body: null; query: MessageSearch; data: Message[] };
  'POST /sessions/{session_id}/chat/files': { body: Blob; query: UploadQuery; data: Attachment };
  'GET /sessions/{session_id}/questions': { body: null; query: null; data: Board };
  'POST /sessions/{session_id}/questions': { body: NewBoardQuestion; query: null; data: Asked };
  'POST /sessions/{session_id}/questions/{question_id}/vote': { body: BoardVote; query: null; data: Done };
  'POST /sessions/{session_id}/questions/{question_id}/merge': { body: BoardMerge; query: null; data: Done };
  'POST /sessions/{session_id}/questions/{question_id}/answer': { body: BoardAnswer; query: null; data: Done };
  'POST /sessions/{session_id}/questions/{question_id}/queue': { body: BoardVote; query: null; data: Done };
  'DELETE /sessions/{session_id}/questions/{question_id}': { body: null; query: null; data: null };
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
  'POST /learning/polls/{poll_id}/token': { body: PollTokenBody; query: null; data: TokenSigned };
  'POST /learning/polls/{poll_id}/ballots': { body: AnonymousBallot; query: null; data: BallotTaken };
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
  'GET /learning/plans': { body: null; query: PlanQuery; data: PlanSummary[] };
  'POST /learning/plans': { body: NewPlan; query: null; data: Plan };
  'GET /learning/plans/{plan_id}': { body: null; query: null; data: Plan };
  'PUT /learning/plans/{plan_id}': { body: PlanChange; query: null; data: Plan };
  'DELETE /learning/plans/{plan_id}': { body: null; query: null; data: null };
  'POST /learning/plans/{plan_id}/restore': { body: null; query: null; data: Plan };
  'GET /learning/plans/{plan_id}/uses': { body: null; query: null; data: PlanUses };
  'GET /learning/plan-runs/{session_id}': { body: null; query: null; data: Plans };
  'POST /learning/plan-runs/{session_id}/use': { body: PlanUseBody; query: null; data: PlanDone };
  'POST /learning/plan-runs/{session_id}/start': { body: PlanStartBody; query: null; data: PlanDone };
  'POST /learning/plan-runs/{session_id}/launch': { body: PlanStepBody; query: null; data: PlanDone };
  'POST /learning/plan-runs/{session_id}/back': { body: PlanBackBody; query: null; data: PlanDone };
  'POST /learning/plan-runs/{session_id}/finish': { body: PlanStepBody; query: null; data: PlanDone };
  'POST /learning/plan-runs/{session_id}/arrange': { body: PlanArrangeBody; query: null; data: PlanDone };
  'POST /learning/plan-runs/{session_id}/titles': { body: PlanTitlesBody; query: null; data: PlanDone };
  'POST /learning/plans/{plan_id}/rehearsals': { body: RehearsalBody; query: null; data: Rehearsal };
  'GET /learning/plans/{plan_id}/rehearsals': { body: null; query: null; data: Rehearsal[] };
  'GET /learning/plans/{plan_id}/rehearsals/{rehearsal_id}': { body: null; query: null; data: Rehearsal };
  'POST /learning/plans/{plan_id}/rehearsals/{rehearsal_id}/stop': { body: null; query: null; data: Rehearsal };
  'DELETE /learning/plans/{plan_id}/rehearsals/{rehearsal_id}': { body: null; query: null; data: Rehearsal };
  'POST /learning/breakout/create': { body: CreateBody; query: null; data: DrawnGroups };
  'POST /learning/breakout/assign': { body: AssignBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/open': { body: OpenBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/move': { body: MoveBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/broadcast': { body: BroadcastBody; query: null; data: GroupsChanged };
  'POST /learning/breakout/end': { body: EndBody; query: null; data: GroupsChanged };
  'GET /learning/hands': { body: null; query: HandsQuery; data: Hands };
  'POST /learning/hands': { body: HandRaiseBody; query: null; data: HandAnswer };
  'POST /learning/hands/{hand_id}/lower': { body: HandsBody; query: null; data: HandsLowered };
  'POST /learning/hands/{hand_id}/restore': { body: HandsBody; query: null; data: HandAnswer };
  'POST /learning/hands/lower-all': { body: HandsBody; query: null; data: HandsLowered };
  'POST /learning/hands/call': { body: HandCallBody; query: null; data: HandAnswer };
  'POST /learning/hands/put': { body: HandPersonBody; query: null; data: HandAnswer };
  'POST /learning/hands/give': { body: HandPersonBody; query: null; data: HandAnswer };
  'POST /learning/hands/sort': { body: HandOrderBody; query: null; data: HandsSorted };
  'POST /learning/hands/time': { body: HandTimeBody; query: null; data: HandsTimed };
  'POST /learning/hands/extend': { body: HandExtendBody; query: null; data: HandAnswer };
  'GET /learning/floors': { body: null; query: FloorQuery; data: FloorList };
  'POST /learning/floors': { body: NewFloor; query: null; data: FloorDone };
  'POST /learning/floors/{floor_id}/give': { body: FloorGiveBody; query: null; data: FloorGiven };
  'POST /learning/floors/{floor_id}/reveal': { body: FloorActBody; query: null; data: FloorDone };
  'POST /learning/floors/{floor_id}/call': { body: FloorCallBody; query: null; data: FloorDone };
  'POST /learning/floors/{floor_id}/close': { body: FloorActBody; query: null; data: FloorDone };
  'GET /learning/cold-calls': { body: null; query: ColdCallQuery; data: ColdCallLog };
  'POST /learning/cold-calls': { body: ColdCallBody; query: null; data: ColdCallDone };
  'POST /learning/cold-calls/{call_id}/call': { body: ColdCallCallBody; query: null; data: ColdCallDone };
  'POST /learning/cold-calls/{call_id}/end': { body: ColdCallBody; query: null; data: ColdCallDone };
  'POST /learning/cold-calls/{call_id}/pass': { body: ColdCallBody; query: null; data: ColdCallDone };
  'POST /learning/cold-calls/{call_id}/write': { body: ColdCallWriteBody; query: null; data: ColdCallDone };
  'GET /learning/debates': { body: null; query: DebateQuery; data: DebateList };
  'POST /learning/debates': { body: NewDebate; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/draw': { body: DebateDrawBody; query: null; data: DebateSides };
  'POST /learning/debates/{debate_id}/sides': { body: DebateAssignBody; query: null; data: DebateSides };
  'POST /learning/debates/{debate_id}/ask': { body: DebateAskBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/count': { body: DebateActBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/token': { body: DebateTokenBody; query: null; data: DebateSigned };
  'POST /learning/debates/{debate_id}/ballots': { body: DebateBallot; query: null; data: BallotTaken };
  'POST /learning/debates/{debate_id}/begin': { body: DebateBeginBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/pause': { body: DebatePauseBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/adjust': { body: DebateAdjustBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/yield': { body: DebateActBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/points': { body: DebateActBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/points/{point_id}': { body: DebateAnswerBody; query: null; data: DebateDone };
  'POST /learning/debates/{debate_id}/close': { body: DebateActBody; query: null; data: DebateDone };
  'POST /learning/quizzes': { body: NewQuiz; query: null; data: QuizInfo };
  'GET /learning/quizzes': { body: null; query: QuizzesQuery; data: Quizzes };
  'GET /learning/quizzes/{quiz_id}': { body: null; query: null; data: QuizDetail };
  'DELETE /learning/quizzes/{quiz_id}': { body: null; query: null; data: null };
  'POST /learning/quizzes/{quiz_id}/open': { body: null; query: null; data: QuizInfo };
  'POST /learning/quizzes/{quiz_id}/close': { body: CloseBody; query: null; data: QuizInfo };
  'POST /learning/quizzes/{quiz_id}/extend': { body: ExtendBody; query: null; data: QuizExtended };
  'POST /learning/quizzes/{quiz_id}/release': { body: ReleaseBody; query: null; data: QuizInfo };
  'POST /learning/quizzes/{quiz_id}/regrade/preview': { body: RegradeBody; query: null; data: ScoreChange[] };
  'POST /learning/quizzes/{quiz_id}/regrade': { body: RegradeBody; query: null; data: QuizRegraded };
  'POST /learning/quizzes/{quiz_id}/undo': { body: null; query: null; data: QuizRegraded };
  'GET /learning/quizzes/{quiz_id}/progress': { body: null; query: null; data: Progress[] };
  'GET /learning/quizzes/{quiz_id}/results': { body: null; query: null; data: QuizResults };
  'POST /learning/quizzes/{quiz_id}/attempts': { body: null; query: null; data: Attempt };
  'GET /learning/quizzes/{quiz_id}/attempt': { body: null; query: null; data: Attempt };
  'POST /learning/quizzes/{quiz_id}/answer': { body: AnswerBody; query: null; data: QuizSaved };
  'POST /learning/quizzes/{quiz_id}/submit': { body: SubmitBody; query: null; data: AttemptInfo };
  'POST /learning/quizzes/{quiz_id}/focus': { body: FocusBody; query: null; data: null };
  'GET /learning/quizzes/{quiz_id}/attempts/{attempt_id}': { body: null; query: null; data: Review };
  'GET /learning/accommodations': { body: null; query: AccommodationsQuery; data: Accommodation[] };
  'PUT /learning/accommodations/{course_id}/{user_id}': { body: Accommodating; query: null; data: null };
  'GET /sessions/{session_id}/boards': { body: null; query: null; data: SessionBoards };
  'GET /sessions/{session_id}/boards/{board_id}/pages': { body: null; query: null; data: BoardPages };
  'POST /sessions/{session_id}/board-images': { body: Blob; query: ImageQuery; data: BoardImage };
  'GET /learning/notes': { body: null; query: NotesQuery; data: Notes };
  'POST /learning/notes/{note_id}/configure': { body: NotesConfigureBody; query: null; data: Done };
  'GET /learning/slides': { body: null; query: SlidesQuery; data: SessionSlides };
  'POST /learning/slides/decks': { body: Blob; query: NewDeck; data: Deck };
  'POST /guests/decks': { body: Blob; query: NewGuestDeck; data: Deck };
  'GET /learning/slides/prepared': { body: null; query: PreparedDecksQuery; data: PreparedDecks };
  'POST /learning/slides/prepared': { body: Blob; query: NewPreparedDeck; data: Deck };
  'DELETE /learning/slides/prepared/{deck_id}': { body: null; query: null; data: null };
  'POST /learning/slides/prepared/{deck_id}/restore': { body: null; query: null; data: Deck };
  'POST /learning/slides/take': { body: SlidesTakeBody; query: null; data: SlidesTaken };
  'POST /learning/slides/show': { body: SlidesShowBody; query: null; data: Presented };
  'POST /learning/slides/turn': { body: SlidesTurnBody; query: null; data: Done };
  'POST /learning/slides/stop': { body: SlidesActBody; query: null; data: Done };
  'POST /learning/slides/permit': { body: SlidesPermitBody; query: null; data: Done };
  'POST /learning/slides/decks/{deck_id}/remove': { body: SlidesActBody; query: null; data: Done };
  'POST /learning/slides/decks/{deck_id}/restore': { body: SlidesActBody; query: null; data: Done };
  'GET /sessions/{session_id}/participation': { body: null; query: null; data: SessionParticipation };
  'GET /sessions/{session_id}/participation/people/{person_id}': { body: null; query: PersonQuery; data: PersonParticipation };
  'GET /sessions/{session_id}/participation/turns': { body: null; query: TurnsQuery; data: TalkTurn[] };
  'PUT /sessions/{session_id}/participation/assistants': { body: Allowance; query: null; data: ParticipationAllowed };
  'PUT /sessions/{session_id}/participation/voices/{interpreter_id}': { body: Voice; query: null; data: ParticipationVoiced };
  'GET /sessions/{session_id}/record': { body: null; query: null; data: SessionRecord };
  'GET /sessions/{session_id}/record/timeline': { body: null; query: TimelineQuery; data: Moment[] };
  'GET /sessions/{session_id}/record/attendance': { body: null; query: AttendanceQuery; data: Attendance[] };
  'GET /sessions/{session_id}/record/talk': { body: null; query: null; data: TalkLanes };
  'GET /admin/audit': { body: null; query: AuditQuery; data: AuditEntry[] };
  'PATCH /auth/me': { body: ProfileChange; query: null; data: User };
  'GET /admin/people': { body: null; query: PeopleQuery; data: PersonListed[] };
  'GET /admin/people/summary': { body: null; query: null; data: PeopleSummary };
  'POST /admin/people': { body: NewPerson; query: null; data: PersonMade };
  'POST /admin/people/import': { body: PeopleImport; query: null; data: PeopleImportReport };
  'POST /admin/people/{person_id}/suspend': { body: null; query: null; data: PersonListed };
  'POST /admin/people/{person_id}/unsuspend': { body: null; query: null; data: PersonListed };
  'PUT /admin/people/{person_id}/role': { body: RoleChange; query: null; data: PersonListed };
  'POST /admin/people/{person_id}/reset-2fa': { body: null; query: null; data: PersonListed };
  'POST /admin/people/{person_id}/view': { body: ViewReason; query: null; data: ViewOpened };
  'DELETE /admin/view': { body: null; query: null; data: null };
  'GET /courses/{course_id}/gradebook': { body: null; query: null; data: GradebookView };
  'PATCH /courses/{course_id}/gradebook/settings': { body: SettingsChange; query: null; data: Effect };
  'POST /courses/{course_id}/gradebook/categories': { body: NewCategory; query: null; data: CategoryView };
  'PATCH /courses/{course_id}/gradebook/categories/{category_id}': { body: CategoryChange; query: null; data: CategoryView };
  'DELETE /courses/{course_id}/gradebook/categories/{category_id}': { body: null; query: null; data: null };
  'GET /courses/{course_id}/gradebook/sources': { body: null; query: null; data: FeedSources };
  'POST /courses/{course_id}/gradebook/columns': { body: NewColumn; query: null; data: ColumnView };
  'PATCH /courses/{course_id}/gradebook/columns/{column_id}': { body: ColumnChange; query: null; data: ColumnView };
  'DELETE /courses/{course_id}/gradebook/columns/{column_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/gradebook/columns/{column_id}/put-back': { body: null; query: null; data: ColumnView };
  'PUT /courses/{course_id}/gradebook/columns/{column_id}/curve': { body: CurveBody; query: null; data: Effect };
  'DELETE /courses/{course_id}/gradebook/columns/{column_id}/curve': { body: null; query: null; data: Effect };
  'POST /courses/{course_id}/gradebook/publish': { body: Publication; query: null; data: null };
  'PATCH /courses/{course_id}/gradebook/cells': { body: CellChanges; query: null; data: CellsChanged };
  'GET /courses/{course_id}/gradebook/cells/{column_id}/{student_id}': { body: null; query: null; data: CellView };
  'PUT /courses/{course_id}/gradebook/cells/{column_id}/{student_id}': { body: CellPut; query: null; data: CellView };
  'GET /courses/{course_id}/gradebook/history': { body: null; query: HistoryQuery; data: GradeChange[] };
  'GET /courses/{course_id}/gradebook/students/{student_id}/derivation': { body: null; query: DerivationQuery; data: DerivationView };
  'PUT /courses/{course_id}/gradebook/students/{student_id}/standings': { body: StandingsBody; query: null; data: StudentStandings };
  'POST /courses/{course_id}/gradebook/ties': { body: TieBody; query: null; data: TieSettled };
  'DELETE /courses/{course_id}/gradebook/ties/{tie_id}': { body: null; query: null; data: null };
  'POST /courses/{course_id}/gradebook/import': { body: GradeImport; query: null; data: GradeImportReport };
  'GET /courses/{course_id}/gradebook/me': { body: null; query: null; data: MyGrades };
  'GET /courses/{course_id}/gradebook/me/derivation': { body: null; query: DerivationQuery; data: DerivationView };
  'POST /courses/{course_id}/gradebook/me/what-if': { body: WhatIfBody; query: null; data: MyTotals };
  'GET /admin/mails': { body: null; query: MailsQuery; data: MailRecord[] };
  'POST /admin/mails/{mail_id}/retry': { body: null; query: null; data: MailRecord };
  'DELETE /admin/mails/{mail_id}': { body: null; query: null; data: null };
}
