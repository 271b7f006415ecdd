import type { Message, Joined, Participant } from '../../src/core/protocol.gen.ts';

export function participant(id: string, changes: Partial<Participant> = {}): Participant {
  return {
    id,
    name: `person ${id}`,
    role: 'student',
    state: 'present',
    sending: true,
    muted: { audio: false, video: false },
    screen: false,
    interpreter: false,
    co_host: false,
    sources: [],
    connections: [{ id: `connection of ${id}`, kind: 'desktop', companion: false }],
    joined_at: '2026-11-24T05:00:10Z',
    ...changes,
  };
}

export function joined(changes: Partial<Joined> = {}): Joined {
  return {
    participant_id: 'me',
    connection_id: 'connection of me',
    companion: false,
    resumed: false,
    session: {
      id: 'session',
      course_id: 'course',
      course_title: '정치철학 세미나',
      title: '정의론과 무지의 베일',
      started_at: '2026-11-24T05:00:00Z',
    },
    participants: [participant('me')],
    media_alive: false,
    ice_servers: [],
    token_expires_at: '2026-11-24T07:00:00Z',
    now: '2026-11-24T05:00:00Z',
    cursor: 'c0',
    events: [],
    tools: {},
    states: [],
    ...changes,
  };
}

export function chatMessage(id: string, changes: Partial<Message> = {}): Message {
  return {
    id,
    channel: 'room',
    participant_id: 'other',
    name: '이도윤',
    role: 'student',
    text: `text ${id}`,
    sent_at: '2026-11-24T05:01:00Z',
    reply_to: null,
    mentions: [],
    files: [],
    reactions: [],
    edited_at: null,
    deleted: null,
    broadcast: false,
    ...changes,
  };
}
