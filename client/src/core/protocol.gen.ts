// Generated from the server's types by `python -m eduforum.web.generate`; do not edit.

export type ChatDirect = 'everyone' | 'nobody' | 'staff';
export type ChatWriting = 'everyone' | 'staff';
export type RoomRole = 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
export type DeviceChoice = 'move' | 'new' | 'second';
export type DeviceKind = 'desktop' | 'phone' | 'program';
export type Gesture = 'clap' | 'heart' | 'laugh' | 'surprise' | 'thumbs_up';
export type Lang = 'en' | 'ko';
export type MediaKind = 'audio' | 'video';
export type QualityLevel = 'fair' | 'good' | 'poor';
export type Mode = 'audio_slides' | 'full';
export type Paused = 'bandwidth' | 'codec' | 'hidden' | 'mode' | 'source';
export type ReactionKind = 'celebrate' | 'done' | 'laugh' | 'like' | 'love' | 'question';
export type Source = 'camera' | 'microphone' | 'screen' | 'screen_audio';
export type VideoCodec = 'av1' | 'h264' | 'vp8' | 'vp9';

/** An answer that earns everything too. */
export interface AcceptAlso {
  act: 'accept_also';
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse;
}

/** The answer to a request that was done; `data` depends on the request. */
export interface Ack {
  type: 'ack';
  id: string;
  data: unknown;
}

export interface ArrangedStep {
  step: PlanStep;
  skipped: boolean;
}

/** The question that was asked, by its id. */
export interface Asked {
  question: string;
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

/** Who asked, as they were called then. */
export interface Author {
  id: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
}

/** Somebody who may not come back in this session. */
export interface Banned {
  participant_id: string;
  name: string;
}

/** Everything that was asked, in the order of asking, and which of it one has voted for. */
export interface Board {
  questions: BoardQuestion[];
  voted: string[];
}

/** What somebody did to one object within some seconds. `kind` and `text` are of the object, empty where it is gone. */
export interface BoardChange {
  object_id: string;
  participant_id: string;
  at: string;
  act: 'changed' | 'hidden' | 'made' | 'removed' | 'restored';
  kind: string;
  text: string;
}

export interface BoardHistory {
  changes: BoardChange[];
  people: Record<string, string>;
}

/** A board that there is. `id` is the room's for the class's board, else the group's, which has a `number` from 1 and perhaps a name. */
export interface BoardInfo {
  id: string;
  settings: BoardSettings;
  number: number;
  name: string;
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

/** `payload` is the update that the client lacks; `vector` the server's state vector. `may_draw`: this person now. `people`: the names of those who have drawn, by id. */
export interface BoardState {
  board: string;
  settings: BoardSettings;
  may_draw: boolean;
  vector: string;
  people: Record<string, string>;
  payload: Uint8Array;
}

/** The boards that one may see and somebody has opened, and the one that is shown. */
export interface Boards {
  boards: BoardInfo[];
  shown: ShownBoard | null;
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

/** How it goes in the groups, every two seconds. Staff. */
export interface BreakoutActivity {
  type: 'breakout:activity';
  groups: GroupActivity[];
}

/** Set all groups by hand, as of a version that is known. Who was in one and is in none is in the plenary. Staff. */
export interface BreakoutAssign {
  type: 'breakout:assign';
  id: string;
  version: number;
  groups: GroupAssignment[];
  task: string | null;
  minutes: number | null;
  may_choose: boolean | null;
}

/** Tell all groups something in writing. Staff. */
export interface BreakoutBroadcast {
  type: 'breakout:broadcast';
  id: string;
  text: string;
}

/** The breakout is now like this; None: there is none any more. Staff hear also of what is only prepared. */
export interface BreakoutChanged {
  type: 'breakout:changed';
  cursor: string;
  breakout: Breakout | null;
}

/** Prepare groups, in place of those that are prepared. Staff. */
export interface BreakoutCreate {
  type: 'breakout:create';
  id: string;
  plan: GroupPlan;
}

/** What staff know besides; comes before the breakout that it is of. */
export interface BreakoutDesk {
  type: 'breakout:desk';
  cursor: string;
  desk: GroupDesk;
}

/** Call everybody back after so many seconds; groups that are only prepared are dropped. Staff. */
export interface BreakoutEnd {
  type: 'breakout:end';
  id: string;
  seconds: number;
}

/** Call for help in one's group, or call it off. */
export interface BreakoutHelp {
  type: 'breakout:help';
  id: string;
  on: boolean;
}

/** Put somebody into a group, or into none. Staff move anybody, and visit a group themselves; others move themselves where groups are chosen. */
export interface BreakoutMove {
  type: 'breakout:move';
  id: string;
  participant: string;
  group: string | null;
}

/** Read a table of numbers to mix groups by (CSV: e-mail address, what stands before its @, or name; then the value). Nothing of it is kept. Staff. */
export interface BreakoutNumbers {
  type: 'breakout:numbers';
  id: string;
  table: string;
}

/** Let the groups that are prepared begin, after some seconds of notice. Staff. */
export interface BreakoutOpen {
  type: 'breakout:open';
  id: string;
  seconds: number;
}

/** The course's earlier breakouts. Staff. */
export interface BreakoutSaved {
  type: 'breakout:saved';
  id: string;
}

/** Add minutes to the time that is left, or take some; at least a minute is left. Staff. */
export interface BreakoutTime {
  type: 'breakout:time';
  id: string;
  minutes: number;
}

/** Be heard in all groups, or not any more. One person at a time. Staff. */
export interface BreakoutVoice {
  type: 'breakout:voice';
  id: string;
  on: boolean;
}

/** The breakout that there is; `desk` for staff. */
export interface Breakouts {
  breakout: Breakout | null;
  desk: GroupDesk | null;
}

/** The same question with another key: what those who answered saw of it is as before. */
export interface ChangeKey {
  act: 'change_key';
  question: SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | ShortTextQuestion | OrderingQuestion | MatchingQuestion | ClozeQuestion;
}

/** A channel's newest messages, oldest first; `more`: older ones exist. */
export interface ChannelSnapshot {
  channel: string;
  read: string | null;
  unread: number;
  messages: Message[];
  more: boolean;
}

/** Say who may write, and to whom students may write directly; staff only. */
export interface ChatConfigure {
  type: 'chat:configure';
  id: string;
  writing: 'everyone' | 'staff';
  direct: 'everyone' | 'nobody' | 'staff';
}

/** Delete one's own message; staff, anybody's but direct ones. */
export interface ChatDelete {
  type: 'chat:delete';
  id: string;
  message: string;
}

/** Text, files, mentions, reactions and what was replied to are gone; the first deletion counts. */
export interface ChatDeleted {
  type: 'chat:deleted';
  cursor: string;
  message_id: string;
  channel: string;
  by: 'staff' | 'writer';
}

/** Put another text in place of one's own. */
export interface ChatEdit {
  type: 'chat:edit';
  id: string;
  message: string;
  text: string;
  mentions: string[];
}

/** A message has another text now; one that is deleted keeps having none. */
export interface ChatEdited {
  type: 'chat:edited';
  cursor: string;
  message_id: string;
  channel: string;
  text: string;
  mentions: Mention[];
  edited_at: string;
}

/** A channel's messages before one that is known; without one, its newest. */
export interface ChatHistory {
  type: 'chat:history';
  id: string;
  channel: string;
  before: string | null;
}

/** Somebody said something. */
export interface ChatMessage {
  type: 'chat:message';
  cursor: string;
  message: Message;
}

/** Let somebody write to staff alone, or to everybody again; staff only. */
export interface ChatMute {
  type: 'chat:mute';
  id: string;
  participant: string;
  on: boolean;
}

/** Somebody may write to staff alone, or to everybody again; staff and the person hear it. */
export interface ChatMuted {
  type: 'chat:muted';
  cursor: string;
  participant_id: string;
  on: boolean;
}

/** Who may write to all, and to whom students may write directly. */
export interface ChatPolicy {
  writing: 'everyone' | 'staff';
  direct: 'everyone' | 'nobody' | 'staff';
}

/** React to a message in one of six ways, or take that back. */
export interface ChatReact {
  type: 'chat:react';
  id: string;
  message: string;
  kind: 'celebrate' | 'done' | 'laugh' | 'like' | 'love' | 'question';
  on: boolean;
}

/** Somebody reacts to a message, as the last of those who do alike, or does not any more. Nothing to a deleted one, and nothing twice. */
export interface ChatReaction {
  type: 'chat:reaction';
  cursor: string;
  message_id: string;
  channel: string;
  participant_id: string;
  kind: 'celebrate' | 'done' | 'laugh' | 'like' | 'love' | 'question';
  on: boolean;
}

/** One has read up to this message. It never goes back. */
export interface ChatRead {
  type: 'chat:read';
  id: string;
  message: string;
}

/** One has read a channel on another device. */
export interface ChatReadUpTo {
  type: 'chat:read';
  channel: string;
  read: string;
}

/** How far one has read everything: for those who were away and hear no snapshot. */
export interface ChatReads {
  type: 'chat:reads';
  id: string;
}

/** Take back a deletion of one's own within ten minutes. */
export interface ChatRestore {
  type: 'chat:restore';
  id: string;
  message: string;
}

/** A deleted message is there again, as it was. */
export interface ChatRestored {
  type: 'chat:restored';
  cursor: string;
  message: Message;
}

/** Say something in a channel. `mentions` are people in the room who are named in the text as `@name`; `files` were uploaded before. */
export interface ChatSend {
  type: 'chat:send';
  id: string;
  text: string;
  channel: string;
  reply_to: string | null;
  mentions: string[];
  files: string[];
}

export interface ChatSent {
  message: Message;
}

export interface ChatSettings {
  type: 'chat:settings';
  cursor: string;
  settings: ChatPolicy;
}

/** The channels that the reader hears: `room` first, `staff`, `group:…`, then direct ones, the last written to first. `muted`: who may not write, for staff; for others oneself or nobody. */
export interface ChatSnapshot {
  settings: ChatPolicy;
  muted: string[];
  channels: ChannelSnapshot[];
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

/** The program at the other end. `instance` is a tab's own, kept over reloads. */
export interface Client {
  instance: string;
  kind: 'desktop' | 'phone' | 'program';
  lang: 'en' | 'ko';
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

/** Call whoever was drawn: now, or after the person has known for so many seconds. */
export interface ColdCallCall {
  type: 'cold_call:call';
  id: string;
  call: string;
  seconds: number;
}

/** The call whole, to those who know of it. */
export interface ColdCallChanged {
  type: 'cold_call:changed';
  cursor: string;
  call: ColdCall;
}

/** The call as it is now. */
export interface ColdCallDone {
  call: ColdCall;
}

/** Draw somebody, for who teaches alone to see; whoever was drawn before and not called is skipped. */
export interface ColdCallDraw {
  type: 'cold_call:draw';
  id: string;
}

/** Let go of whoever was drawn or warned, or end the turn of whoever was called. */
export interface ColdCallEnd {
  type: 'cold_call:end';
  id: string;
  call: string;
}

/** Not this time; by the person themselves. */
export interface ColdCallPass {
  type: 'cold_call:pass';
  id: string;
  call: string;
}

/** Answer in writing; by the person themselves. Everybody reads it. */
export interface ColdCallWrite {
  type: 'cold_call:write';
  id: string;
  call: string;
  text: string;
}

/** The last call that the reader knows of. */
export interface ColdCalls {
  call: ColdCall | null;
}

export interface CountedText {
  text: string;
  count: number;
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

/** Give a side's clock more time, or less; staff only. */
export interface DebateAdjust {
  type: 'debate:adjust';
  id: string;
  debate: string;
  side: 'against' | 'for';
  seconds: number;
}

/** Take the point, or decline it; whoever speaks, and staff. Whoever asked takes it back by declining. */
export interface DebateAnswer {
  type: 'debate:answer';
  id: string;
  debate: string;
  point: string;
  accept: boolean;
}

/** Open the secret vote before the debate, or after it; staff only. */
export interface DebateAsk {
  type: 'debate:ask';
  id: string;
  debate: string;
  vote: 'after' | 'before';
}

/** Give a side to one person, or the audience's place; staff only. */
export interface DebateAssign {
  type: 'debate:assign';
  id: string;
  debate: string;
  participant: string;
  place: 'against' | 'audience' | 'for';
}

/** Give a turn to somebody who argues a side: they have the floor, and their side's clock runs; staff only. */
export interface DebateBegin {
  type: 'debate:begin';
  id: string;
  debate: string;
  kind: 'closing' | 'opening' | 'rebuttal';
  participant: string;
}

/** The debate whole, new or changed. */
export interface DebateChanged {
  type: 'debate:changed';
  cursor: string;
  debate: Debate;
}

/** A side's. `left` seconds were left at `since`, from where it runs; where `since` is null it stands. It may fall below zero: nobody is cut off. */
export interface DebateClock {
  side: 'against' | 'for';
  left: number;
  since: string | null;
}

/** End the debate; staff only. A vote that is open is not counted any more. */
export interface DebateClose {
  type: 'debate:close';
  id: string;
  debate: string;
}

/** A vote ends: ballots are taken for five seconds more. */
export interface DebateClosing {
  type: 'debate:closing';
  debate: string;
  vote: 'after' | 'before';
}

/** Close the vote that is open; staff only. */
export interface DebateCount {
  type: 'debate:count';
  id: string;
  debate: string;
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

/** Give the sides by lot to students who are here, in place of those before; staff only, before the first turn. */
export interface DebateDraw {
  type: 'debate:draw';
  id: string;
  debate: string;
  way: 'balanced' | 'random';
  each: number | null;
}

/** From the first vote to the second: `moves[from][to]` people. Views that too few share stand together in one group of `before` or of `after`. */
export interface DebateFlow {
  before: (('against' | 'for' | 'undecided')[])[];
  after: (('against' | 'for' | 'none' | 'undecided')[])[];
  moves: number[][];
}

/** Ask for a point of information; for who argues the other side. */
export interface DebateOffer {
  type: 'debate:offer';
  id: string;
  debate: string;
}

/** Put up a motion; staff only. */
export interface DebateOpen {
  type: 'debate:open';
  id: string;
  motion: string;
  seconds: number;
  points: number;
}

/** To all devices of one person: they have a token, on one of them. */
export interface DebateOwn {
  type: 'debate:own';
  debate: string;
}

/** Stop the clock of the turn, or let it run on; staff only. */
export interface DebatePause {
  type: 'debate:pause';
  id: string;
  debate: string;
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

/** To who teaches, while a vote is open: how many views are in. */
export interface DebateProgress {
  type: 'debate:progress';
  debate: string;
  voted: number;
}

/** What the votes came to. `voters`: who voted the first time; `again`: those of them who voted the second time, null where there was none. Totals are null where too few voted, the flow where it would tell of too few. */
export interface DebateResult {
  voters: number;
  again: number | null;
  before: DebateCounts | null;
  after: DebateCounts | null;
  flow: DebateFlow | null;
}

/** Who argues what, whole. A new debate begins with nobody. */
export interface DebateSided {
  type: 'debate:sides';
  cursor: string;
  debate: string;
  sides: DebateSpeaker[];
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

/** Have the token for one's votes signed, unseen, while the first vote is open; for students. `blinded` hides it (RFC 9474). */
export interface DebateToken {
  type: 'debate:token';
  id: string;
  debate: string;
  blinded: string;
}

/** End the turn; staff, and whoever has it. */
export interface DebateYield {
  type: 'debate:yield';
  id: string;
  debate: string;
}

/** The session's last debate, who argues what in it, and whether the reader has had a token for its votes signed. */
export interface Debates {
  debate: Debate | null;
  sides: DebateSpeaker[];
  token: boolean;
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

/** The decks that one may present, or has been shown, the newest first; for staff also those that are prepared in the course and were not taken into the session. */
export interface Decks {
  decks: Deck[];
  prepared: Deck[];
}

/** One faulty field: its path in the request (`profile.name`, `items[2]`) and what is wrong with it. */
export interface Detail {
  field: string;
  message: string;
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

/** It is stored. `refused`: the ids of objects that were no good ones and are as they were before. */
export interface Drawn {
  refused: string[];
}

export interface DrawnGroups {
  breakout: Breakout;
  desk: GroupDesk;
}

/** The question counts for nobody. */
export interface DropItem {
  act: 'drop';
}

/** The answer to a request that was not done. `code` is stable; `message` is English, for developers. */
export interface Failure {
  type: 'error';
  id: string | null;
  code: string;
  message: string;
  details: Detail[];
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

/** What somebody has given themselves. */
export interface FloorAnswer {
  floor: string;
  hand: boolean;
  text: string;
}

/** Give the floor to this person, whose hand is up, or to the next who is present; staff only. */
export interface FloorCall {
  type: 'floor:call';
  id: string;
  floor: string;
  participant: string | null;
}

/** The question whole, new or changed. */
export interface FloorChanged {
  type: 'floor:changed';
  cursor: string;
  floor: Floor;
}

/** Put the question away; staff only. */
export interface FloorClose {
  type: 'floor:close';
  id: string;
  floor: string;
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

/** What one has to say: a hand, a text or both, in place of what one gave before; neither takes it back. For students, while people think. */
export interface FloorGive {
  type: 'floor:give';
  id: string;
  floor: string;
  hand: boolean;
  text: string;
}

export interface FloorGiven {
  answer: FloorAnswer;
}

/** Ask, and have everybody think; staff only. */
export interface FloorOpen {
  type: 'floor:open';
  id: string;
  question: string;
  seconds: number;
}

/** To all devices of one person: what they gave. */
export interface FloorOwn {
  type: 'floor:own';
  cursor: string;
  answer: FloorAnswer;
}

/** To who teaches, while people think: how many gave something. */
export interface FloorProgress {
  type: 'floor:progress';
  floor: string;
  answered: number;
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

/** To who teaches, once a question is put away. */
export interface FloorReported {
  type: 'floor:report';
  cursor: string;
  report: FloorReport;
}

/** Show everything before the time is over; staff only. */
export interface FloorReveal {
  type: 'floor:reveal';
  id: string;
  floor: string;
}

/** The last question, what the reader gave to it, and for who teaches how its talk was shared. */
export interface Floors {
  floor: Floor | null;
  own: FloorAnswer | null;
  report: FloorReport | null;
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

/** One group. `number` counts from 1; `help`: since when it asks for help. */
export interface Group {
  id: string;
  number: number;
  name: string;
  people: string[];
  visitors: Visitor[];
  help: string | null;
}

/** Who speaks in a group just now, and for how many seconds nobody has: None where nobody did since it began. */
export interface GroupActivity {
  id: string;
  speaking: string[];
  silent: number | null;
}

/** A group as it is set by hand; without an id it is a new one. */
export interface GroupAssignment {
  id: string | null;
  name: string;
  people: string[];
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
  together: string[][];
  apart: string[][];
  not_alone: string[][];
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

/** The numbers of a table by person, and its rows that gave none. */
export interface GroupNumbers {
  numbers: Record<string, number>;
  unmatched: UnmatchedRow[];
}

/** How groups are made: so many `groups`, or of so many people, or as those of an earlier breakout were. Who is to be in them: without `people`, all who are in the room and neither staff, observers nor guests. */
export interface GroupPlan {
  method: 'by_hand' | 'mixed' | 'random' | 'round_robin' | 'self_select';
  groups: number | null;
  size: number | null;
  like: string | null;
  people: string[] | null;
  numbers: Record<string, number>;
  constraints: GroupConstraints;
  name: string;
  task: string;
  minutes: number | null;
  may_choose: boolean;
  capacity: number | null;
}

/** Done; the breakout's version from then on. */
export interface GroupsChanged {
  version: number;
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

/** Give the floor: to this hand, or to the next in order whose person is here. Whoever had it has it no longer. Staff only. */
export interface HandCall {
  type: 'hand:call';
  id: string;
  hand: string | null;
}

/** A hand went down; until `restore_until` it can be put up again. */
export interface HandDown {
  type: 'hand:down';
  cursor: string;
  hand: Hand;
  why: 'away' | 'dismissed' | 'lowered' | 'spoken';
  restore_until: string;
}

/** Give the turn of now so many seconds more; staff only. */
export interface HandExtend {
  type: 'hand:extend';
  id: string;
  seconds: number;
}

/** Give the floor to somebody who is here, whether their hand is up or not. Staff only. */
export interface HandGive {
  type: 'hand:give';
  id: string;
  participant: string;
}

/** Lower a hand: the own one, or anybody's for staff. */
export interface HandLower {
  type: 'hand:lower';
  id: string;
  hand: string;
}

/** Lower all hands; staff only. */
export interface HandLowerAll {
  type: 'hand:lower_all';
  id: string;
}

/** Put somebody who is here into the queue, in the last place; staff only. */
export interface HandPut {
  type: 'hand:put';
  id: string;
  participant: string;
}

/** Raise the own hand; one that is up becomes another, in the same place. */
export interface HandRaise {
  type: 'hand:raise';
  id: string;
  kind: 'point' | 'reply';
  text: string;
}

/** Put a hand up again that went down less than 30 s ago, in the place that it had: the own one where staff did not dismiss it, or anybody's for staff. */
export interface HandRestore {
  type: 'hand:restore';
  id: string;
  hand: string;
}

/** Choose in which order hands are called; staff only. */
export interface HandSort {
  type: 'hand:sort';
  id: string;
  order: 'arrival' | 'first';
}

/** The order is another. */
export interface HandSorted {
  type: 'hand:sorted';
  cursor: string;
  order: 'arrival' | 'first';
}

/** Give each turn so many seconds, the one of now too, or no end; staff only. */
export interface HandTime {
  type: 'hand:time';
  id: string;
  seconds: number | null;
}

/** Turns have another time. */
export interface HandTimed {
  type: 'hand:timed';
  cursor: string;
  turn: number | null;
}

/** A hand was raised, is another, or has the floor: the hand whole. */
export interface HandUp {
  type: 'hand:up';
  cursor: string;
  hand: Hand;
}

/** The hands that are up, by arrival, the order in which they are called, and how many seconds a turn has, or null. */
export interface Hands {
  hands: Hand[];
  order: 'arrival' | 'first';
  turn: number | null;
}

/** The hands that went down. */
export interface HandsLowered {
  hands: string[];
}

export interface HandsSorted {
  order: 'arrival' | 'first';
}

export interface HandsTimed {
  turn: number | null;
}

/** Sound that came in since the last report, over all voices (W3C webrtc-stats). `concealed`: (concealedSamples − silentConcealedSamples) / totalSamplesReceived; `buffer`: jitterBufferDelay over jitterBufferEmittedCount. */
export interface HeardStats {
  concealed: number;
  buffer: number;
  jitter: number;
  loss: number;
}

/** RTCIceServer of the WebRTC API. */
export interface IceServer {
  urls: string[];
  username: string | null;
  credential: string | null;
}

/** The answer to `room:join`: the room's state whole, and what is missing since the cursor or a fresh snapshot. */
export interface Joined {
  participant_id: string;
  connection_id: string;
  companion: boolean;
  resumed: boolean;
  session: RoomSession;
  participants: Participant[];
  media_alive: boolean;
  ice_servers: IceServer[];
  token_expires_at: string;
  now: string;
  cursor: string;
  events: ServerEvent[];
  tools: Record<string, unknown>;
  states: ServerEvent[];
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

/** Which encodings of a source somebody watches, lowest first; of one that is scalable, which spatial layers. */
export interface LayersState {
  source: string;
  active: boolean[];
}

/** One direction between a person and the server over the last seconds. `bitrate` in bit/s, `loss` and `concealed` from 0 to 1, `jitter` in milliseconds; `mos` of the sound, null while none is there; `freezes` of pictures and `frozen`, their seconds, in that time. What is not known is null. */
export interface LinkQuality {
  bitrate: number;
  loss: number;
  jitter: number | null;
  mos: number | null;
  concealed: number | null;
  width: number | null;
  height: number | null;
  fps: number | null;
  freezes: number | null;
  frozen: number | null;
  limited: 'bandwidth' | 'cpu' | 'none' | 'other' | null;
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

/** The room's codec is another now: offer again, so that this connection's camera and screen are sent in it. */
export interface MediaCodec {
  type: 'media:codec';
  codec: 'av1' | 'h264' | 'vp8' | 'vp9';
}

/** Whose picture each video slot is to show. The list is whole: a video slot that it does not name falls empty. */
export interface MediaConsume {
  type: 'media:consume';
  id: string;
  want: Want[];
}

/** What is watched of what this connection sends: the rest need not be encoded. */
export interface MediaLayers {
  type: 'media:layers';
  sources: LayersState[];
}

/** Receive everything, or sound and the shared screen's slides alone, at most 60 kbit/s. */
export interface MediaMode {
  type: 'media:mode';
  id: string;
  mode: 'audio_slides' | 'full';
}

/** Offer a peer connection (SDP). A new one replaces the transport that this connection had; the same one, offered again, goes on with it. `sources` says what the sections send; without it the first audio section is the microphone and the first video section the camera. */
export interface MediaProduce {
  type: 'media:produce';
  id: string;
  offer: string;
  sources: SourceAt[] | null;
}

/** The quality of media now: of everybody for hosts, for others their own. Comes every few seconds; who is not in the list has no media. */
export interface MediaQuality {
  type: 'media:quality';
  people: PersonQuality[];
}

/** Who is heard and seen in the slots of this connection, all of them. Comes after every `media:consume` too. */
export interface MediaSlots {
  type: 'media:slots';
  slots: SlotState[];
}

/** What the client's getStats says of the last `seconds`, sent about every ten. A part that the connection does not have is null: a second screen hears nothing. */
export interface MediaStats {
  type: 'media:stats';
  id: string;
  seconds: number;
  rtt: number | null;
  heard: HeardStats | null;
  seen: SeenStats | null;
  sent: SentStats | null;
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

/** A part of a channel in the order in which it was written; `more`: older ones exist. */
export interface Messages {
  messages: Message[];
  more: boolean;
}

export interface Mood {
  opinion: 'agree' | 'disagree' | null;
  pace: 'faster' | 'slower' | null;
}

/** Begin anew with everybody; for who teaches. */
export interface MoodClear {
  type: 'mood:clear';
  id: string;
}

/** How many people say what, of how many who might, without names; for who teaches, at most once a second. */
export interface MoodGauge {
  type: 'mood:gauge';
  agree: number;
  disagree: number;
  slower: number;
  faster: number;
  people: number;
}

/** One's own, on all devices. */
export interface MoodOwn {
  type: 'mood:own';
  mood: Mood;
}

/** Say what one makes of the moment; null takes it back. Each fades after five minutes. */
export interface MoodSet {
  type: 'mood:set';
  id: string;
  opinion: 'agree' | 'disagree' | null;
  pace: 'faster' | 'slower' | null;
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

/** Microphone and camera of a person, muted or not. */
export interface Muted {
  audio: boolean;
  video: boolean;
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

/** `payload` is the update that the client lacks; `vector` the server's state vector. `may_write`: this person now. `people`: the names of those who have written, by id. */
export interface NoteState {
  note: string;
  settings: NoteSettings;
  may_write: boolean;
  vector: string;
  people: Record<string, string>;
  payload: Uint8Array;
}

/** The notes that one may see and somebody has opened. */
export interface Notes {
  notes: NoteInfo[];
}

/** Who writes; staff only. */
export interface NotesConfigure {
  type: 'notes:configure';
  id: string;
  note: string;
  writing: 'everyone' | 'staff';
}

/** The note is looked at no longer. */
export interface NotesLeave {
  type: 'notes:leave';
  id: string;
  note: string;
}

/** What notes there are. */
export interface NotesList {
  type: 'notes:list';
  id: string;
}

/** Others write in a note than before. */
export interface NotesSettings {
  type: 'notes:settings';
  cursor: string;
  note: string;
  settings: NoteSettings;
}

/** Open a note, or go on with it: from the answer on its updates are told. `payload` is the client's Yjs state vector, empty for the whole text. */
export interface NotesSync {
  type: 'notes:sync';
  id: string;
  note: string;
  payload: Uint8Array;
}

/** What these people have written: `payload` is Yjs updates one after another, each after its length as a variable number. */
export interface NotesUpdate {
  type: 'notes:update';
  note: string;
  people: string[];
  payload: Uint8Array;
}

/** A Yjs update of one's own. The same one sent again changes nothing. */
export interface NotesWrite {
  type: 'notes:write';
  id: string;
  note: string;
  payload: Uint8Array;
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

/** The ids of the objects that are other than before. */
export interface ObjectsChanged {
  objects: string[];
}

export interface Option {
  id: string;
  text: string;
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

/** That one has voted, or has a token to vote with. The ballot is null unless names are shown: only the voter's device knows it. */
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

/** A person in the room. `id` is the person's own, the same in every room; `sending`: has a seat to send from; `screen`: shares it now; `interpreter`: signs or speaks for others, whom everybody keeps in view; `co_host`: has the rights of a host in this session. */
export interface Participant {
  id: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
  state: 'present' | 'reconnecting';
  sending: boolean;
  muted: Muted;
  screen: boolean;
  interpreter: boolean;
  co_host: boolean;
  sources: SourceInfo[];
  connections: RoomConnection[];
  joined_at: string;
}

/** The participant whole: mute, seat, devices or state are other than before. */
export interface ParticipantChanged {
  type: 'participant:changed';
  participant: Participant;
}

/** Make somebody the room's interpreter, or not any more; hosts only. */
export interface ParticipantInterpreter {
  type: 'participant:interpreter';
  id: string;
  participant: string;
  on: boolean;
}

export interface ParticipantJoined {
  type: 'participant:joined';
  participant: Participant;
}

export interface ParticipantLeft {
  type: 'participant:left';
  participant_id: string;
}

/** Mute what one sends of a kind, or one source of it alone; the forwarder holds to it. A shared screen has its own switch. */
export interface ParticipantMute {
  type: 'participant:mute';
  id: string;
  kind: 'audio' | 'video';
  source: string | null;
}

export interface ParticipantPointer {
  participant_id: string;
  pointer: Pointer;
}

/** Take back one's own mute. */
export interface ParticipantUnmute {
  type: 'participant:unmute';
  id: string;
  kind: 'audio' | 'video';
  source: string | null;
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

/** Decide what the course's assistants see; its professors only. */
export interface ParticipationAllow {
  type: 'participation:allow';
  id: string;
  assistants: 'figures' | 'nothing' | 'people';
}

export interface ParticipationAllowed {
  assistants: 'figures' | 'nothing' | 'people';
}

/** How the class takes part, whenever that changes: for those who see people, everybody's by name, and for whom each interpreter speaks (`voices`); for those who see figures, `people` is null, and for assistants who see nothing any more both are. */
export interface ParticipationOfClass {
  type: 'participation:class';
  figures: ClassParticipation | null;
  people: PersonParticipation[] | null;
  assistants: 'figures' | 'nothing' | 'people';
  voices: Record<string, string>;
}

/** What the server counts of oneself, every few seconds where it changes. */
export interface ParticipationOwn {
  type: 'participation:own';
  own: Participation;
}

/** Say whose words an interpreter speaks, so that they are theirs; staff only. `person` null: nobody's in particular. */
export interface ParticipationVoice {
  type: 'participation:voice';
  id: string;
  interpreter: string;
  person: string | null;
}

export interface ParticipationVoiced {
  interpreter: string;
  person: string | null;
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

/** How the seminar is for a person: `level` is smoothed, `mos` (ITU-T G.107, 1 to 4.5) is the worse of both directions, `rtt` in milliseconds. `up` is what they send, `down` what comes to them; null without media. */
export interface PersonQuality {
  participant: string;
  level: 'fair' | 'good' | 'poor';
  mos: number | null;
  rtt: number | null;
  up: LinkQuality | null;
  down: LinkQuality | null;
}

/** Everything that is not over, whole and in its order, the step that runs first; as of a version that is known. Staff. */
export interface PlanArrange {
  type: 'plan:arrange';
  id: string;
  version: number;
  steps: ArrangedStep[];
}

/** Take the latest start back, with what it has begun, as of a version that is known. Staff. */
export interface PlanBack {
  type: 'plan:back';
  id: string;
  version: number;
}

/** The session's plan whole. Staff. */
export interface PlanChanged {
  type: 'plan:changed';
  cursor: string;
  run: PlanRun;
}

/** The run's version from then on. */
export interface PlanDone {
  version: number;
}

/** The step that runs is done, and none follows just now. Staff. */
export interface PlanFinish {
  type: 'plan:finish';
  id: string;
  step: string;
}

/** Begin what is prepared for the step that runs, where it was not begun or could not be. Staff. */
export interface PlanLaunch {
  type: 'plan:launch';
  id: string;
  step: string;
}

/** What everybody sees of a plan whose titles are shown. */
export interface PlanOutline {
  steps: OutlineStep[];
}

/** What everybody sees of it from now on; null: nothing any more. */
export interface PlanOutlined {
  type: 'plan:outline';
  cursor: string;
  outline: PlanOutline | null;
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

/** Begin a step and, with `launch`, what is prepared for it; the one before is done. Staff. */
export interface PlanStart {
  type: 'plan:start';
  id: string;
  step: string;
  launch: boolean;
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

/** Show students what the steps are called, or not. Staff. */
export interface PlanTitles {
  type: 'plan:titles';
  id: string;
  on: boolean;
}

/** Take a plan of the course for this session, in place of one that no step was begun of. Staff. */
export interface PlanUse {
  type: 'plan:use';
  id: string;
  plan: string;
}

/** The session's plan: `run` for staff, `outline` where its titles are shown. */
export interface Plans {
  run: PlanRun | null;
  outline: PlanOutline | null;
}

/** Where somebody points, on what page, and what part of it they see: `view` is left, top, width and height. `trail`: points since the last one told, of a laser or of a stroke that is being drawn. `away`: points no longer. */
export interface Pointer {
  tool: 'away' | 'laser' | 'pen' | 'pointer';
  page: string;
  x: number;
  y: number;
  trail: ([number, number])[];
  color: string;
  size: number;
  view: [number, number, number, number] | null;
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

/** A vote. `choices`: one option or several, all of them in order of preference, or the rating; `texts`: the answer or the words. */
export interface PollBallot {
  choices: number[];
  texts: string[];
  reason: string;
}

/** A poll was opened, closed, shown, or is discussed: it is like this now. */
export interface PollChanged {
  type: 'poll:changed';
  cursor: string;
  poll: Poll;
}

/** Take no more votes. */
export interface PollClose {
  type: 'poll:close';
  id: string;
  poll: string;
}

/** An anonymous vote ends: no token is signed any more, and ballots are taken for five seconds. */
export interface PollClosing {
  type: 'poll:closing';
  poll: string;
  round: number;
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

/** The same for staff, after `poll:changed`. */
export interface PollDetailsChanged {
  type: 'poll:details';
  cursor: string;
  details: PollDetails;
}

/** Send everyone into discussion between two rounds. */
export interface PollDiscuss {
  type: 'poll:discuss';
  id: string;
  poll: string;
}

export interface PollDone {
  poll: string;
}

/** Close so much later, or so much from now where no time was set. */
export interface PollExtend {
  type: 'poll:extend';
  id: string;
  poll: string;
  seconds: number;
}

/** From the round before the last to the last, of those who voted in both: `moves[from][to]` people. */
export interface PollFlow {
  first: number;
  second: number;
  moves: number[][];
}

/** The polls as they are now, for who was away and has missed states. */
export interface PollList {
  type: 'poll:list';
  id: string;
}

/** Ask something: a prepared poll or one made now. It closes by itself after `seconds`. */
export interface PollOpen {
  type: 'poll:open';
  id: string;
  content: PollContent | null;
  prepared: string | null;
  seconds: number | null;
}

/** One's own vote, for all devices of the voter. */
export interface PollOwn {
  type: 'poll:own';
  own: OwnVote;
}

/** How an open vote goes, for staff: at most ten times a second. */
export interface PollProgress {
  type: 'poll:progress';
  poll: string;
  round: PollRoundDetails;
}

/** Vote again on the same question. */
export interface PollRepeat {
  type: 'poll:repeat';
  id: string;
  poll: string;
  seconds: number | null;
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

/** Show the results to students, and the right answer where `correct` says so. */
export interface PollShare {
  type: 'poll:share';
  id: string;
  poll: string;
  correct: boolean;
}

/** The result so far of a vote that everybody may watch: at most ten times a second. */
export interface PollTally {
  type: 'poll:tally';
  poll: string;
  round: number;
  result: PollResult;
}

/** Have a token signed for one's ballot in an anonymous round, unseen: `blinded` hides it (RFC 9474). */
export interface PollToken {
  type: 'poll:token';
  id: string;
  poll: string;
  round: number;
  blinded: string;
}

/** Vote, or vote otherwise while the round is open. `receipt` is a secret of the voter's device, a random UUID, by which a ballot without a name is found again; without it such a vote stays as it is. */
export interface PollVote {
  type: 'poll:vote';
  id: string;
  poll: string;
  round: number;
  ballot: PollBallot;
  receipt: string | null;
}

/** The session's polls, oldest first. `details` is empty for all but staff. */
export interface Polls {
  polls: Poll[];
  details: PollDetails[];
  own: OwnVote[];
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

/** The answer to an offer, what its receive slots are called, and the codec that the room uses. */
export interface Produced {
  answer: string;
  slots: SlotInfo[];
  codec: 'av1' | 'h264' | 'vp8' | 'vp9';
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

/** Say that it was answered in class, answer it in writing, or open it again; staff only. */
export interface QuestionAnswer {
  type: 'question:answer';
  id: string;
  question: string;
  state: 'live' | 'open' | 'written';
  text: string;
}

/** Ask. Anonymous is to classmates: staff see who asked. */
export interface QuestionAsk {
  type: 'question:ask';
  id: string;
  text: string;
  anonymous: boolean;
}

/** Who asked anonymously, for staff and the person; comes before the question itself. */
export interface QuestionAuthor {
  type: 'question:author';
  cursor: string;
  question_id: string;
  author: Author;
}

/** A question whole, new or other than before, as everybody may know it: an author who is null is the one that was told by `question:author`. */
export interface QuestionChanged {
  type: 'question:changed';
  cursor: string;
  question: BoardQuestion;
}

/** Make one question part of another that asks the same, with its votes; staff only. */
export interface QuestionMerge {
  type: 'question:merge';
  id: string;
  question: string;
  into: string;
}

/** Put a question onto the teacher's strip, or take it away; staff only. */
export interface QuestionQueue {
  type: 'question:queue';
  id: string;
  question: string;
  on: boolean;
}

/** Take one's own question off the board; staff, anybody's. */
export interface QuestionRemove {
  type: 'question:remove';
  id: string;
  question: string;
}

/** Want somebody else's question answered, or no longer. */
export interface QuestionVote {
  type: 'question:vote';
  id: string;
  question: string;
  on: boolean;
}

/** One has voted for a question, or no longer; on all devices of the person. */
export interface QuestionVoted {
  type: 'question:voted';
  cursor: string;
  question_id: string;
  on: boolean;
}

/** Save what is there of an answer; null takes it away. */
export interface QuizAnswer {
  type: 'quiz:answer';
  id: string;
  quiz: string;
  attempt: string;
  place: number;
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse | null;
}

/** Something was saved in one's own attempt, by whatever device. After coming back ask for the attempt. */
export interface QuizAnswerSaved {
  type: 'quiz:answer-saved';
  attempt_id: string;
  place: number;
  response: SingleResponse | MultipleResponse | TrueFalseResponse | NumericResponse | ShortTextResponse | OrderingResponse | MatchingResponse | ClozeResponse | null;
  saved_at: string;
}

export interface QuizAnswered {
  quiz: QuizInfo;
}

/** One's own attempt was begun, has another deadline, or is submitted. */
export interface QuizAttemptChanged {
  type: 'quiz:attempt-changed';
  cursor: string;
  attempt: AttemptInfo;
}

/** One's attempt that is under way, on whatever device it was begun. */
export interface QuizAttemptRead {
  type: 'quiz:attempt';
  id: string;
  quiz: string;
}

/** A quiz is new, or otherwise than before. */
export interface QuizChanged {
  type: 'quiz:changed';
  cursor: string;
  quiz: QuizInfo;
}

/** No more starts. `at_once`: what is under way is submitted now; else what has a time limit goes on to its end. */
export interface QuizClose {
  type: 'quiz:close';
  id: string;
  quiz: string;
  at_once: boolean;
}

/** Make a quiz of questions in the course's bank. Staff hear of it until it is opened. */
export interface QuizCreate {
  type: 'quiz:create';
  id: string;
  title: string;
  parts: (FixedPart | DrawPart)[];
  settings: QuizSettings;
}

/** Take away a draft. */
export interface QuizDelete {
  type: 'quiz:delete';
  id: string;
  quiz: string;
}

export type QuizDone = Record<string, never>;

/** Who is in exam mode, whole: for staff. */
export interface QuizExamined {
  type: 'quiz:examined';
  people: string[];
}

/** More minutes for everybody, or for some. Theirs goes on again where it ended by time. */
export interface QuizExtend {
  type: 'quiz:extend';
  id: string;
  quiz: string;
  minutes: number;
  people: string[] | null;
}

/** How many attempts have a later deadline now. */
export interface QuizExtended {
  attempts: number;
}

/** The window was left for so long. */
export interface QuizFocus {
  type: 'quiz:focus';
  id: string;
  quiz: string;
  attempt: string;
  seconds: number;
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

/** Let everybody start, or start again after a close. */
export interface QuizOpen {
  type: 'quiz:open';
  id: string;
  quiz: string;
}

export interface QuizProgressList {
  people: Progress[];
}

/** How far everybody is. */
export interface QuizProgressRead {
  type: 'quiz:progress';
  id: string;
  quiz: string;
}

/** How far somebody is: for staff. After coming back ask for everybody's progress. */
export interface QuizProgressed {
  type: 'quiz:progressed';
  quiz_id: string;
  progress: Progress;
}

/** Correct a question of a closed quiz; every attempt is graded anew. */
export interface QuizRegrade {
  type: 'quiz:regrade';
  id: string;
  quiz: string;
  number: number;
  regrading: ChangeKey | AcceptAlso | FullMarks | DropItem;
}

/** How many attempts have another score now. */
export interface QuizRegraded {
  changed: number;
}

/** Show everybody their own result: the scores alone, or the answers and keys too. Null takes it back. */
export interface QuizRelease {
  type: 'quiz:release';
  id: string;
  quiz: string;
  release: 'answers' | 'scores' | null;
}

export interface QuizRemoved {
  type: 'quiz:removed';
  cursor: string;
  quiz_id: string;
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

export interface QuizStart {
  type: 'quiz:start';
  id: string;
  quiz: string;
}

export interface QuizStarted {
  attempt: Attempt;
}

export interface QuizSubmit {
  type: 'quiz:submit';
  id: string;
  quiz: string;
  attempt: string;
}

export interface QuizSubmitted {
  attempt: AttemptInfo;
}

/** Take the latest correction back. */
export interface QuizUndo {
  type: 'quiz:undo';
  id: string;
  quiz: string;
}

/** The session's quizzes, drafts among them for staff; and one's own attempts. */
export interface Quizzes {
  quizzes: QuizInfo[];
  attempts: AttemptInfo[];
}

/** The message that is replied to, as it is now: `text` is its beginning, empty once it is `deleted`. */
export interface Quote {
  id: string;
  participant_id: string;
  name: string;
  text: string;
  deleted: boolean;
}

/** React to the moment, for a few seconds. */
export interface ReactionShow {
  type: 'reaction:show';
  id: string;
  kind: 'clap' | 'heart' | 'laugh' | 'surprise' | 'thumbs_up';
}

/** Who reacted just now, each once, by the last that they chose. It holds for a few seconds and is not told again: who comes in later, or reads slowly, has missed it. */
export interface ReactionShown {
  type: 'reaction:shown';
  reactions: RoomReaction[];
}

/** How far one has read a channel: up to and with the message `read`, null: nothing yet. `unread`: how many messages of others, which are not deleted, are after it. */
export interface ReadPosition {
  channel: string;
  read: string | null;
  unread: number;
}

export interface ReadPositions {
  positions: ReadPosition[];
}

/** Let somebody in who waits, or all who do. Hosts only. */
export interface RoomAdmit {
  type: 'room:admit';
  id: string;
  participant: string | null;
}

/** To somebody at the door: join again now. */
export interface RoomAdmitted {
  type: 'room:admitted';
}

/** Ask somebody to unmute, who then may even where unmuting is not for everybody. Hosts only. */
export interface RoomAskUnmute {
  type: 'room:ask_unmute';
  id: string;
  participant: string;
  kind: 'audio' | 'video';
}

/** Make somebody a co-host for the session, or not any more. For the course's professors. */
export interface RoomCoHost {
  type: 'room:co_host';
  id: string;
  participant: string;
  on: boolean;
}

/** One device of a person. A companion is a second screen: it sends no media and plays no sound. */
export interface RoomConnection {
  id: string;
  kind: 'desktop' | 'phone' | 'program';
  companion: boolean;
}

/** What holds for everybody, whole. */
export interface RoomControls {
  type: 'room:controls';
  settings: Settings;
}

/** Who waits, longest first, and who is banned, whole; for hosts. */
export interface RoomDoor {
  type: 'room:door';
  waiting: Waiting[];
  banned: Banned[];
}

/** End the session for everyone. Hosts, and assistants where they might go on as one. */
export interface RoomEnd {
  type: 'room:end';
  id: string;
}

/** The session has ended; the socket is closed next. */
export interface RoomEnded {
  type: 'room:ended';
}

/** Enter, or come back. The first frame of every socket. */
export interface RoomJoin {
  type: 'room:join';
  id: string;
  token: string;
  client: Client;
  cursor: string | null;
  device: 'move' | 'new' | 'second';
  muted: Muted;
}

/** Go on as a host, where the last one has been gone for the time that the room is held. For assistants. */
export interface RoomLead {
  type: 'room:lead';
  id: string;
}

/** Leave with this connection; the last one takes the person along. */
export interface RoomLeave {
  type: 'room:leave';
  id: string;
}

/** Mute a person's microphone or stop their camera, or those of everybody but hosts. Hosts only; unmuting is a person's own. */
export interface RoomMute {
  type: 'room:mute';
  id: string;
  kind: 'audio' | 'video';
  participant: string | null;
}

/** Who reacts, and how. */
export interface RoomReaction {
  participant_id: string;
  kind: 'clap' | 'heart' | 'laugh' | 'surprise' | 'thumbs_up';
}

/** Turn somebody away who waits; they may knock again. Hosts only. */
export interface RoomRefuse {
  type: 'room:refuse';
  id: string;
  participant: string;
}

/** Send somebody out; `ban`: for the rest of the session. Hosts only. */
export interface RoomRemove {
  type: 'room:remove';
  id: string;
  participant: string;
  ban: boolean;
}

/** One is sent out or turned away; the socket is closed next. `banned`: for the rest of the session. */
export interface RoomRemoved {
  type: 'room:removed';
  banned: boolean;
}

/** What waited for this reader was dropped: join again with the last cursor. */
export interface RoomResync {
  type: 'room:resync';
}

/** The session that the room belongs to. */
export interface RoomSession {
  id: string;
  course_id: string;
  course_title: string;
  title: string;
  started_at: string;
}

/** Decide what holds for everybody; what is left out or null stays. Hosts only. */
export interface RoomSet {
  type: 'room:set';
  id: string;
  locked: boolean | null;
  waiting_room: boolean | null;
  may_unmute: boolean | null;
  may_share: boolean | null;
}

/** Let everybody see one person large, or nobody in particular. Hosts only. */
export interface RoomSpotlight {
  type: 'room:spotlight';
  id: string;
  participant: string | null;
}

/** Give somebody a seat to send from, or take it away. Hosts only. */
export interface RoomStage {
  type: 'room:stage';
  id: string;
  participant: string;
  on: boolean;
}

/** Let somebody come back who was banned. Hosts only. */
export interface RoomUnban {
  type: 'room:unban';
  id: string;
  participant: string;
}

/** A step in one session. `started_at`: since when it lasts, or lasted the last time; `seconds`: how long it has lasted before that, or in all where it is over. */
export interface RunStep {
  step: PlanStep;
  state: 'done' | 'now' | 'skipped' | 'waiting';
  started_at: string | null;
  seconds: number;
  launch: Launch | null;
}

/** An earlier breakout of the course. */
export interface SavedBreakout {
  id: string;
  name: string;
  method: 'by_hand' | 'mixed' | 'random' | 'round_robin' | 'self_select';
  groups: number;
  people: number;
  opened_at: string;
}

/** Newest first, the last fifty. */
export interface SavedBreakouts {
  breakouts: SavedBreakout[];
}

/** Share the screen. One is shared at a time, in each group; a host may take over from whoever shares. */
export interface ScreenStart {
  type: 'screen:start';
  id: string;
  take_over: boolean;
}

/** Share the screen no longer. */
export interface ScreenStop {
  type: 'screen:stop';
  id: string;
}

/** Pictures that came in since the last report: of the largest one that is shown its size and rate; over all of them `freezes` (freezeCount) and `frozen` (totalFreezesDuration). */
export interface SeenStats {
  width: number;
  height: number;
  fps: number;
  freezes: number;
  frozen: number;
}

/** What left since the last report, as the server's reports tell the client (remote-inbound-rtp), and the largest picture that the camera's encodings sent; `limited`: qualityLimitationReason. */
export interface SentStats {
  loss: number;
  jitter: number;
  width: number;
  height: number;
  fps: number;
  limited: 'bandwidth' | 'cpu' | 'none' | 'other';
}

/** What holds for everybody. `locked`: nobody comes in who has not been in; `waiting_room`: whoever comes waits to be let in; `may_…`: whether those who neither host nor assist may do so by themselves; `spotlight`: whom everybody sees large; `held_since`: since when the last host is gone. */
export interface Settings {
  locked: boolean;
  waiting_room: boolean;
  may_unmute: boolean;
  may_share: boolean;
  spotlight: string | null;
  held_since: string | null;
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

/** The board that is put before everybody, and by whom; `follow`: everybody sees the part that this person sees. */
export interface ShownBoard {
  board: string;
  participant_id: string;
  follow: boolean;
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

/** What is presented, and who may present beside staff: for staff all of them, for others themselves. */
export interface Slides {
  presentation: Presentation | null;
  presenters: string[];
}

/** What decks there are. */
export interface SlidesList {
  type: 'slides:list';
  id: string;
}

/** The page that everybody is shown of the deck that is presented. */
export interface SlidesPage {
  type: 'slides:page';
  deck: string;
  page: number;
}

/** Let somebody present, or not any more, which ends what they present; staff only. */
export interface SlidesPermit {
  type: 'slides:permit';
  id: string;
  participant: string;
  on: boolean;
}

/** To staff and the person: they may present from here on, or not any more. */
export interface SlidesPermitted {
  type: 'slides:permitted';
  cursor: string;
  participant_id: string;
  on: boolean;
}

/** Point at a place of the page that one presents, or at none any more. Nothing of it is stored. */
export interface SlidesPoint {
  type: 'slides:point';
  id: string;
  at: [number, number] | null;
}

/** Where the presenter points: shares of the page's width and height, from the top left; null: nowhere. */
export interface SlidesPointer {
  type: 'slides:pointer';
  at: [number, number] | null;
}

/** Take a deck away: one's own, or for staff anybody's. It can be put back for a while. */
export interface SlidesRemove {
  type: 'slides:remove';
  id: string;
  deck: string;
}

/** Put back a deck that was taken away. */
export interface SlidesRestore {
  type: 'slides:restore';
  id: string;
  deck: string;
}

/** Present a deck to everybody; `take_over`: also in the place of another who presents. For staff, and those whom hosts let present. */
export interface SlidesShow {
  type: 'slides:show';
  id: string;
  deck: string;
  page: number;
  take_over: boolean;
}

/** A presentation begins or has another presenter, or none is any more. */
export interface SlidesShown {
  type: 'slides:shown';
  cursor: string;
  presentation: Presentation | null;
}

/** Present no longer; staff also end what another presents. */
export interface SlidesStop {
  type: 'slides:stop';
  id: string;
}

/** Take slides that are prepared in the course into the session; staff only. Taken again they are the same deck. */
export interface SlidesTake {
  type: 'slides:take';
  id: string;
  prepared: string;
}

/** The session's deck. */
export interface SlidesTaken {
  deck: Deck;
}

/** Go to another page of the deck that one presents. */
export interface SlidesTurn {
  type: 'slides:turn';
  id: string;
  deck: string;
  page: number;
}

/** A receive slot of the offer: its number, counted over the recvonly sections, and the section's mid. */
export interface SlotInfo {
  slot: number;
  mid: string;
  kind: 'audio' | 'video';
}

/** Who is heard or seen in a slot now, in which size (0 × 0: not known), or why nothing is seen of them. */
export interface SlotState {
  slot: number;
  participant: string | null;
  source: string | null;
  width: number;
  height: number;
  paused: 'bandwidth' | 'codec' | 'hidden' | 'mode' | 'source' | null;
}

/** What a section of the offer sends. */
export interface SourceAt {
  mid: string;
  source: 'camera' | 'microphone' | 'screen' | 'screen_audio';
}

/** Something that a person sends beside microphone and camera: the shared screen and its sound, or what a WHIP resource sends. `label` is its sender's name for it, empty for a screen. */
export interface SourceInfo {
  source: string;
  kind: 'audio' | 'video';
  label: string;
  muted: boolean;
}

export interface TextGap {
  kind: 'text';
  accepted: string[];
  case_sensitive: boolean;
  spaces: boolean;
}

/** Exchange the participant token for a fresh one. */
export interface TokenRenew {
  type: 'token:renew';
  id: string;
}

export interface TokenRenewed {
  token: string;
  expires_at: string;
}

/** The signature of what was sent blinded. */
export interface TokenSigned {
  poll: string;
  round: number;
  signature: string;
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

/** A row of the table, from 1, whose number is nobody's: it names no student of the course, more than one, or one whom a row before it has named. */
export interface UnmatchedRow {
  row: number;
  name: string;
  reason: 'ambiguous' | 'named_before' | 'unknown';
}

/** A host asks one to unmute. */
export interface UnmuteAsked {
  type: 'room:unmute_asked';
  kind: 'audio' | 'video';
  by: string;
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

/** Somebody at the door. */
export interface Waiting {
  participant_id: string;
  name: string;
  role: 'admin' | 'co_professor' | 'guest' | 'observer' | 'professor' | 'student' | 'ta';
  since: string;
}

/** A wish for a video slot: whose source, or nobody's, and what matters to the allocation of bitrate: the size of the tile in device pixels, 0 × 0 where it is out of view; its weight; whether frame rate goes before resolution. */
export interface Want {
  slot: number;
  participant: string | null;
  source: string;
  width: number;
  height: number;
  priority: number;
  keep_rate: boolean;
}

/** Who draws; staff only. */
export interface WhiteboardConfigure {
  type: 'whiteboard:configure';
  id: string;
  board: string;
  writing: 'everyone' | 'staff';
}

/** A Yjs update of one's own. The same one sent again changes nothing. */
export interface WhiteboardDraw {
  type: 'whiteboard:draw';
  id: string;
  board: string;
  payload: Uint8Array;
}

/** Take objects away: those named, and all that one person has made; staff only. */
export interface WhiteboardHide {
  type: 'whiteboard:hide';
  id: string;
  board: string;
  objects: string[];
  participant: string | null;
}

/** Who has changed what and when, the newest first; staff only. */
export interface WhiteboardHistory {
  type: 'whiteboard:history';
  id: string;
  board: string;
  before: string | null;
}

/** The board is looked at no longer. */
export interface WhiteboardLeave {
  type: 'whiteboard:leave';
  id: string;
  board: string;
}

/** What boards there are. */
export interface WhiteboardList {
  type: 'whiteboard:list';
  id: string;
}

/** Let one person draw, or not, or as everybody; staff only. */
export interface WhiteboardPermit {
  type: 'whiteboard:permit';
  id: string;
  board: string;
  participant: string;
  may: boolean | null;
}

/** Point at something. Nothing of it is stored. */
export interface WhiteboardPoint {
  type: 'whiteboard:point';
  id: string;
  board: string;
  pointer: Pointer;
}

/** Where those point who have moved. */
export interface WhiteboardPointers {
  type: 'whiteboard:pointers';
  board: string;
  pointers: ParticipantPointer[];
}

/** Put back the objects named as they were before they went; or, with `since`, everything that a person has touched from then on, or anybody where none is named, as it was before; staff only. */
export interface WhiteboardRestore {
  type: 'whiteboard:restore';
  id: string;
  board: string;
  objects: string[];
  participant: string | null;
  since: string | null;
}

/** A board is there, or others draw on it than before. */
export interface WhiteboardSettings {
  type: 'whiteboard:settings';
  cursor: string;
  board: string;
  settings: BoardSettings;
}

/** Put a board before everybody, or take it away; staff only. */
export interface WhiteboardShow {
  type: 'whiteboard:show';
  id: string;
  board: string | null;
  follow: boolean;
}

/** A board is put before everybody, or none is. */
export interface WhiteboardShown {
  type: 'whiteboard:shown';
  cursor: string;
  shown: ShownBoard | null;
}

/** Open a board, or go on with it: from the answer on its updates are told. `payload` is the client's Yjs state vector, empty for the whole document. */
export interface WhiteboardSync {
  type: 'whiteboard:sync';
  id: string;
  board: string;
  payload: Uint8Array;
}

/** What was drawn: `payload` is Yjs updates one after another, each after its length as a variable number. */
export interface WhiteboardUpdate {
  type: 'whiteboard:update';
  board: string;
  payload: Uint8Array;
}

export type ClientMessage =
  | RoomJoin
  | RoomLeave
  | TokenRenew
  | ParticipantMute
  | ParticipantUnmute
  | ParticipantInterpreter
  | ScreenStart
  | ScreenStop
  | RoomSet
  | RoomSpotlight
  | RoomMute
  | RoomAskUnmute
  | RoomStage
  | RoomCoHost
  | RoomRemove
  | RoomUnban
  | RoomAdmit
  | RoomRefuse
  | RoomLead
  | RoomEnd
  | MediaProduce
  | MediaConsume
  | MediaMode
  | MediaStats
  | ChatSend
  | ChatEdit
  | ChatDelete
  | ChatRestore
  | ChatReact
  | ChatHistory
  | ChatRead
  | ChatReads
  | ChatConfigure
  | ChatMute
  | PlanUse
  | PlanStart
  | PlanLaunch
  | PlanBack
  | PlanFinish
  | PlanArrange
  | PlanTitles
  | PollOpen
  | PollVote
  | PollToken
  | PollClose
  | PollExtend
  | PollDiscuss
  | PollRepeat
  | PollShare
  | PollList
  | BreakoutCreate
  | BreakoutAssign
  | BreakoutOpen
  | BreakoutMove
  | BreakoutTime
  | BreakoutBroadcast
  | BreakoutVoice
  | BreakoutHelp
  | BreakoutEnd
  | BreakoutSaved
  | BreakoutNumbers
  | HandRaise
  | HandLower
  | HandLowerAll
  | HandCall
  | HandRestore
  | HandSort
  | HandPut
  | HandGive
  | HandTime
  | HandExtend
  | FloorOpen
  | FloorGive
  | FloorReveal
  | FloorCall
  | FloorClose
  | ColdCallDraw
  | ColdCallCall
  | ColdCallEnd
  | ColdCallPass
  | ColdCallWrite
  | DebateOpen
  | DebateDraw
  | DebateAssign
  | DebateAsk
  | DebateCount
  | DebateToken
  | DebateBegin
  | DebatePause
  | DebateAdjust
  | DebateYield
  | DebateOffer
  | DebateAnswer
  | DebateClose
  | MoodSet
  | MoodClear
  | ReactionShow
  | QuizCreate
  | QuizOpen
  | QuizClose
  | QuizDelete
  | QuizExtend
  | QuizRelease
  | QuizRegrade
  | QuizUndo
  | QuizProgressRead
  | QuizStart
  | QuizAnswer
  | QuizSubmit
  | QuizFocus
  | QuizAttemptRead
  | QuestionAsk
  | QuestionVote
  | QuestionMerge
  | QuestionAnswer
  | QuestionQueue
  | QuestionRemove
  | WhiteboardList
  | WhiteboardSync
  | WhiteboardLeave
  | WhiteboardDraw
  | WhiteboardPoint
  | WhiteboardConfigure
  | WhiteboardPermit
  | WhiteboardShow
  | WhiteboardHide
  | WhiteboardRestore
  | WhiteboardHistory
  | NotesList
  | NotesSync
  | NotesLeave
  | NotesWrite
  | NotesConfigure
  | SlidesList
  | SlidesTake
  | SlidesShow
  | SlidesTurn
  | SlidesStop
  | SlidesPoint
  | SlidesPermit
  | SlidesRemove
  | SlidesRestore
  | ParticipationAllow
  | ParticipationVoice;

export type DurableMessage =
  | RoomSet
  | RoomSpotlight
  | RoomCoHost
  | RoomRemove
  | RoomUnban
  | RoomAdmit
  | RoomLead
  | ChatSend
  | ChatEdit
  | ChatDelete
  | ChatRestore
  | ChatReact
  | ChatConfigure
  | ChatMute
  | PlanUse
  | PlanStart
  | PlanLaunch
  | PlanBack
  | PlanFinish
  | PlanArrange
  | PlanTitles
  | PollOpen
  | PollVote
  | PollToken
  | PollClose
  | PollExtend
  | PollDiscuss
  | PollRepeat
  | PollShare
  | BreakoutCreate
  | BreakoutAssign
  | BreakoutOpen
  | BreakoutMove
  | BreakoutTime
  | BreakoutBroadcast
  | BreakoutVoice
  | BreakoutHelp
  | BreakoutEnd
  | HandRaise
  | HandLower
  | HandLowerAll
  | HandCall
  | HandRestore
  | HandSort
  | HandPut
  | HandGive
  | HandTime
  | HandExtend
  | FloorOpen
  | FloorGive
  | FloorReveal
  | FloorCall
  | FloorClose
  | ColdCallDraw
  | ColdCallCall
  | ColdCallEnd
  | ColdCallPass
  | ColdCallWrite
  | DebateOpen
  | DebateDraw
  | DebateAssign
  | DebateAsk
  | DebateCount
  | DebateToken
  | DebateBegin
  | DebatePause
  | DebateAdjust
  | DebateYield
  | DebateOffer
  | DebateAnswer
  | DebateClose
  | QuizCreate
  | QuizOpen
  | QuizClose
  | QuizDelete
  | QuizExtend
  | QuizRelease
  | QuizRegrade
  | QuizUndo
  | QuizStart
  | QuizAnswer
  | QuizSubmit
  | QuizFocus
  | QuestionAsk
  | QuestionVote
  | QuestionMerge
  | QuestionAnswer
  | QuestionQueue
  | QuestionRemove
  | WhiteboardConfigure
  | WhiteboardPermit
  | WhiteboardShow
  | WhiteboardHide
  | WhiteboardRestore
  | NotesConfigure
  | SlidesTake
  | SlidesShow
  | SlidesTurn
  | SlidesStop
  | SlidesPermit
  | SlidesRemove
  | SlidesRestore
  | ParticipationAllow
  | ParticipationVoice;

export type ServerEvent =
  | ParticipantJoined
  | ParticipantChanged
  | ParticipantLeft
  | RoomResync
  | RoomEnded
  | RoomControls
  | RoomDoor
  | UnmuteAsked
  | RoomAdmitted
  | RoomRemoved
  | MediaSlots
  | MediaLayers
  | MediaCodec
  | MediaQuality
  | ChatMessage
  | ChatEdited
  | ChatDeleted
  | ChatRestored
  | ChatReaction
  | ChatSettings
  | ChatMuted
  | ChatReadUpTo
  | PlanChanged
  | PlanOutlined
  | PollChanged
  | PollDetailsChanged
  | PollProgress
  | PollTally
  | PollClosing
  | PollOwn
  | BreakoutChanged
  | BreakoutDesk
  | BreakoutActivity
  | HandUp
  | HandDown
  | HandSorted
  | HandTimed
  | FloorChanged
  | FloorOwn
  | FloorReported
  | FloorProgress
  | ColdCallChanged
  | DebateChanged
  | DebateSided
  | DebateProgress
  | DebateClosing
  | DebateOwn
  | MoodOwn
  | MoodGauge
  | ReactionShown
  | QuizChanged
  | QuizRemoved
  | QuizAttemptChanged
  | QuizAnswerSaved
  | QuizExamined
  | QuizProgressed
  | QuestionChanged
  | QuestionAuthor
  | QuestionVoted
  | WhiteboardUpdate
  | WhiteboardPointers
  | WhiteboardSettings
  | WhiteboardShown
  | NotesUpdate
  | NotesSettings
  | SlidesShown
  | SlidesPermitted
  | SlidesPage
  | SlidesPointer
  | ParticipationOfClass
  | ParticipationOwn;

export type ServerMessage =
  | Ack
  | Failure
  | ServerEvent;

/** What the ack of each request carries. */
export interface Answers {
  'room:join': Joined;
  'room:leave': Done;
  'token:renew': TokenRenewed;
  'participant:mute': Done;
  'participant:unmute': Done;
  'participant:interpreter': Done;
  'screen:start': Done;
  'screen:stop': Done;
  'room:set': Done;
  'room:spotlight': Done;
  'room:mute': Done;
  'room:ask_unmute': Done;
  'room:stage': Done;
  'room:co_host': Done;
  'room:remove': Done;
  'room:unban': Done;
  'room:admit': Done;
  'room:refuse': Done;
  'room:lead': Done;
  'room:end': Done;
  'media:produce': Produced;
  'media:consume': Done;
  'media:mode': Done;
  'media:stats': Done;
  'chat:send': ChatSent;
  'chat:edit': Done;
  'chat:delete': Done;
  'chat:restore': Done;
  'chat:react': Done;
  'chat:history': Messages;
  'chat:read': Done;
  'chat:reads': ReadPositions;
  'chat:configure': Done;
  'chat:mute': Done;
  'plan:use': PlanDone;
  'plan:start': PlanDone;
  'plan:launch': PlanDone;
  'plan:back': PlanDone;
  'plan:finish': PlanDone;
  'plan:arrange': PlanDone;
  'plan:titles': PlanDone;
  'poll:open': PollDone;
  'poll:vote': Voted;
  'poll:token': TokenSigned;
  'poll:close': PollDone;
  'poll:extend': PollDone;
  'poll:discuss': PollDone;
  'poll:repeat': PollDone;
  'poll:share': PollDone;
  'poll:list': Polls;
  'breakout:create': DrawnGroups;
  'breakout:assign': GroupsChanged;
  'breakout:open': GroupsChanged;
  'breakout:move': GroupsChanged;
  'breakout:time': GroupsChanged;
  'breakout:broadcast': GroupsChanged;
  'breakout:voice': GroupsChanged;
  'breakout:help': GroupsChanged;
  'breakout:end': GroupsChanged;
  'breakout:saved': SavedBreakouts;
  'breakout:numbers': GroupNumbers;
  'hand:raise': HandAnswer;
  'hand:lower': HandsLowered;
  'hand:lower_all': HandsLowered;
  'hand:call': HandAnswer;
  'hand:restore': HandAnswer;
  'hand:sort': HandsSorted;
  'hand:put': HandAnswer;
  'hand:give': HandAnswer;
  'hand:time': HandsTimed;
  'hand:extend': HandAnswer;
  'floor:open': FloorDone;
  'floor:give': FloorGiven;
  'floor:reveal': FloorDone;
  'floor:call': FloorDone;
  'floor:close': FloorDone;
  'cold_call:draw': ColdCallDone;
  'cold_call:call': ColdCallDone;
  'cold_call:end': ColdCallDone;
  'cold_call:pass': ColdCallDone;
  'cold_call:write': ColdCallDone;
  'debate:open': DebateDone;
  'debate:draw': DebateSides;
  'debate:assign': DebateSides;
  'debate:ask': DebateDone;
  'debate:count': DebateDone;
  'debate:token': DebateSigned;
  'debate:begin': DebateDone;
  'debate:pause': DebateDone;
  'debate:adjust': DebateDone;
  'debate:yield': DebateDone;
  'debate:offer': DebateDone;
  'debate:answer': DebateDone;
  'debate:close': DebateDone;
  'mood:set': Mood;
  'mood:clear': Done;
  'reaction:show': Done;
  'quiz:create': QuizAnswered;
  'quiz:open': QuizAnswered;
  'quiz:close': QuizAnswered;
  'quiz:delete': QuizDone;
  'quiz:extend': QuizExtended;
  'quiz:release': QuizAnswered;
  'quiz:regrade': QuizRegraded;
  'quiz:undo': QuizRegraded;
  'quiz:progress': QuizProgressList;
  'quiz:start': QuizStarted;
  'quiz:answer': QuizSaved;
  'quiz:submit': QuizSubmitted;
  'quiz:focus': QuizDone;
  'quiz:attempt': QuizStarted;
  'question:ask': Asked;
  'question:vote': Done;
  'question:merge': Done;
  'question:answer': Done;
  'question:queue': Done;
  'question:remove': Done;
  'whiteboard:list': Boards;
  'whiteboard:sync': BoardState;
  'whiteboard:leave': Done;
  'whiteboard:draw': Drawn;
  'whiteboard:point': Done;
  'whiteboard:configure': Done;
  'whiteboard:permit': Done;
  'whiteboard:show': Done;
  'whiteboard:hide': ObjectsChanged;
  'whiteboard:restore': ObjectsChanged;
  'whiteboard:history': BoardHistory;
  'notes:list': Notes;
  'notes:sync': NoteState;
  'notes:leave': Done;
  'notes:write': Done;
  'notes:configure': Done;
  'slides:list': Decks;
  'slides:take': SlidesTaken;
  'slides:show': Presented;
  'slides:turn': Done;
  'slides:stop': Done;
  'slides:point': Done;
  'slides:permit': Done;
  'slides:remove': Done;
  'slides:restore': Done;
  'participation:allow': ParticipationAllowed;
  'participation:voice': ParticipationVoiced;
}

/** What the tools tell who comes in; none where the join was resumed. */
export interface Snapshots {
  'chat'?: ChatSnapshot;
  'plan'?: Plans;
  'polls'?: Polls;
  'breakouts'?: Breakouts;
  'hands'?: Hands;
  'floor'?: Floors;
  'cold_call'?: ColdCalls;
  'debate'?: Debates;
  'quiz'?: Quizzes;
  'question_board'?: Board;
  'whiteboard'?: Boards;
  'notes'?: Notes;
  'slides'?: Slides;
}
