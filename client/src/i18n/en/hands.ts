import { counted } from '../plural.ts';

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (place: number) => `${place}${endings[ordinals.select(place)] ?? 'th'}`;

export default {
  word: 'Hand',
  raise: 'Raise hand',
  lower: 'Lower hand',
  lowerShort: 'Lower',
  kinds: 'Raise hand as …',
  point: 'Raise hand for a new point',
  reply: 'Raise hand to reply to this',
  line: 'Raise hand with a line …',
  lineTitle: 'Raise hand with a line',
  lineLabel: 'What about?',
  lineHint: 'Everyone in the class reads this line.',
  kindLabel: 'Kind',
  pointWord: 'New point',
  replyWord: 'Reply',
  cancel: 'Cancel',
  raised: (place: number) => `Hand raised. You are ${ordinal(place)}.`,
  place: (place: number) => `Hand raised · ${ordinal(place)} in line`,
  floor: 'You have the floor',
  floorText: 'You have the floor. Turn your mic on.',
  unmute: 'Unmute mic',
  done: 'I am done',
  queue: (count: number) => `Raised hands ${count}`,
  speaks: 'has the floor',
  end: 'End turn',
  more: (count: number) => `+${count}`,
  next: 'Call next',
  give: 'Give the floor',
  giveTo: (name: string) => `Give ${name} the floor`,
  lowerOf: (name: string) => `Lower ${name}’s hand`,
  lowerAll: 'Lower all',
  order: 'Order',
  arrival: 'First come, first called',
  first: 'New voices first',
  newVoice: 'New voice',
  away: 'Not here now',
  waited: (time: string) => `Waiting ${time}`,
  mark: (place: number) => `Hand raised, ${ordinal(place)}`,
  announced: (names: readonly string[]) =>
    names.length > 2
      ? `${counted(names.length, 'hand', 'hands')} raised`
      : names.map((name) => `${name} raised a hand.`).join(' '),
  down: {
    lowered: 'You lowered your hand.',
    dismissed: 'Your hand was lowered.',
    spoken: 'Your turn is over.',
    away: 'Your hand was lowered while you were away.',
  },
  downOf: {
    lowered: (name: string) => `${name} lowered their hand.`,
    dismissed: (name: string) => `${name}’s hand is lowered.`,
    spoken: (name: string) => `${name}’s turn is over.`,
    away: (name: string) => `${name} did not come back.`,
  },
  allDown: (count: number) => `${counted(count, 'hand is', 'hands are')} lowered.`,
};
