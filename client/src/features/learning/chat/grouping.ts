import type { Message } from '../../../core/protocol.gen.ts';

/** A message as it stands in the list: whether a day or the unread ones begin with it, and whether it needs a head. */
export interface Line {
  message: Message;
  day: boolean;
  unread: boolean;
  follows: boolean;
}

const TOGETHER_MS = 5 * 60_000;

/** Messages of one person within five minutes stand under one head. `firstUnread` is an id or null. */
export function lines(messages: readonly Message[], firstUnread: string | null): Line[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const day = before === undefined || dayOf(before) !== dayOf(message);
    const unread = message.id === firstUnread;
    const follows =
      before !== undefined &&
      !day &&
      !unread &&
      before.participant_id === message.participant_id &&
      before.channel === message.channel &&
      before.broadcast === message.broadcast &&
      Date.parse(message.sent_at) - Date.parse(before.sent_at) < TOGETHER_MS;
    return { message, day, unread, follows };
  });
}

function dayOf({ sent_at }: Message): string {
  return new Date(sent_at).toDateString();
}
