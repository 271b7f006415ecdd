export type Source = 'microphone' | 'camera';
export type MediaKind = 'audio' | 'video';
export type DeviceKind = 'desktop' | 'phone' | 'program';
export type Lang = 'ko' | 'en';
export type DeviceChoice = 'new' | 'move' | 'second';
export type CourseRole = 'professor' | 'co_professor' | 'ta' | 'student' | 'observer' | 'admin';

export interface Muted {
  audio: boolean;
  video: boolean;
}

export interface Client {
  instance: string;
  kind: DeviceKind;
  lang: Lang;
}

export interface RoomConnection {
  id: string;
  kind: DeviceKind;
  companion: boolean;
}

export interface Participant {
  id: string;
  name: string;
  role: CourseRole;
  state: 'present' | 'reconnecting';
  sending: boolean;
  muted: Muted;
  connections: RoomConnection[];
  joined_at: string;
}

export interface RoomSession {
  id: string;
  course_id: string;
  course_title: string;
  title: string;
  started_at: string;
}

export interface IceServer {
  urls: string[];
  username?: string | null;
  credential?: string | null;
}

export interface SlotInfo {
  slot: number;
  mid: string;
  kind: MediaKind;
}

export interface SlotState {
  slot: number;
  participant: string | null;
  source: Source | null;
}

export interface Want {
  slot: number;
  participant: string | null;
  source: 'camera';
  width: number;
  priority: number;
}

export interface Message {
  id: string;
  participant_id: string;
  name: string;
  role: CourseRole;
  text: string;
  sent_at: string;
}

export interface Messages {
  messages: Message[];
  more: boolean;
}

export interface RoomJoin {
  type: 'room:join';
  id: string;
  token: string;
  cursor: string | null;
  device: DeviceChoice;
  client: Client;
  muted: Muted;
}

export interface RoomLeave {
  type: 'room:leave';
  id: string;
}

export interface TokenRenew {
  type: 'token:renew';
  id: string;
}

export interface ParticipantMute {
  type: 'participant:mute';
  id: string;
  kind: MediaKind;
}

export interface ParticipantUnmute {
  type: 'participant:unmute';
  id: string;
  kind: MediaKind;
}

export interface MediaProduce {
  type: 'media:produce';
  id: string;
  offer: string;
}

export interface MediaConsume {
  type: 'media:consume';
  id: string;
  want: Want[];
}

export interface ChatSend {
  type: 'chat:send';
  id: string;
  text: string;
}

export interface ChatHistory {
  type: 'chat:history';
  id: string;
  before: string;
}

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
}

export interface TokenRenewed {
  token: string;
  expires_at: string;
}

export interface Produced {
  answer: string;
  slots: SlotInfo[];
}

export interface ChatSent {
  message: Message;
}

export type Done = Record<string, never>;

export interface Answers {
  'room:join': Joined;
  'room:leave': Done;
  'token:renew': TokenRenewed;
  'participant:mute': Done;
  'participant:unmute': Done;
  'media:produce': Produced;
  'media:consume': Done;
  'chat:send': ChatSent;
  'chat:history': Messages;
}

export type ClientMessage =
  | RoomJoin
  | RoomLeave
  | TokenRenew
  | ParticipantMute
  | ParticipantUnmute
  | MediaProduce
  | MediaConsume
  | ChatSend
  | ChatHistory;

export interface Ack {
  type: 'ack';
  id: string;
  data: unknown;
}

export interface ErrorDetail {
  field: string;
  message: string;
}

export interface Failure {
  type: 'error';
  id: string | null;
  code: string;
  message: string;
  details: ErrorDetail[];
}

export interface ParticipantJoined {
  type: 'participant:joined';
  participant: Participant;
}

export interface ParticipantChanged {
  type: 'participant:changed';
  participant: Participant;
}

export interface ParticipantLeft {
  type: 'participant:left';
  participant_id: string;
}

export interface MediaSlots {
  type: 'media:slots';
  slots: SlotState[];
}

export interface ChatMessage {
  type: 'chat:message';
  cursor: string;
  message: Message;
}

export interface RoomResync {
  type: 'room:resync';
}

export interface RoomEnded {
  type: 'room:ended';
}

export type ServerEvent =
  | ParticipantJoined
  | ParticipantChanged
  | ParticipantLeft
  | MediaSlots
  | ChatMessage
  | RoomResync
  | RoomEnded;

export type ServerMessage = Ack | Failure | ServerEvent;
