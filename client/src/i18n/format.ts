import type { Language } from './catalogues.ts';

/** Dates, times and numbers in the reader's language and zone. */
export interface Formats {
  locale: string;
  number(value: number): string;
  /** 11월 24일 화요일 / Tuesday 24 November */
  date(value: Date): string;
  /** 11/24 화 / Tue 24 Nov */
  day(value: Date): string;
  weekday(value: Date): string;
  /** 14:00 */
  time(value: Date): string;
  /** 14:00:07 */
  clock(value: Date): string;
  /** 14:00–15:30 */
  span(from: Date, to: Date): string;
  /** 14:00–15:30 (한국 시간) / 14:00–15:30 KST */
  spanWithZone(from: Date, to: Date): string;
  /** 11월 24일 화요일 14:00 (한국 시간) / Tue 24 Nov, 14:00 KST */
  moment(value: Date): string;
  /** 한국 시간 / KST */
  zone(value: Date): string;
  /** 12분 뒤 / in 12 minutes; the largest whole unit. */
  relative(value: Date, now: Date): string;
}

const locales: Record<Language, string> = { en: 'en-GB', ko: 'ko-KR' };
const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const known = new Map<string, Formats>();

export function formats(language: Language, timeZone?: string): Formats {
  const key = `${language} ${timeZone ?? ''}`;
  const existing = known.get(key);
  if (existing) return existing;
  const made = make(language, timeZone);
  known.set(key, made);
  return made;
}

function make(language: Language, timeZone: string | undefined): Formats {
  const locale = locales[language];
  const zoned = timeZone === undefined ? {} : { timeZone };
  const using = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...zoned, ...options });
  const number = new Intl.NumberFormat(locale);
  const date = using({ weekday: 'long', day: 'numeric', month: 'long' });
  const numericDay = using({ month: 'numeric', day: 'numeric' });
  const shortDay = using({ weekday: 'short', day: 'numeric', month: 'short' });
  const weekday = using({ weekday: 'short' });
  const time = using({ hour: '2-digit', minute: '2-digit' });
  const clock = using({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const zone = using({ timeZoneName: language === 'ko' ? 'longGeneric' : 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const zoneName = (value: Date): string => {
    if (zone.resolvedOptions().timeZone === 'Asia/Seoul') return language === 'ko' ? '한국 시간' : 'KST';
    return zone.formatToParts(value).find((part) => part.type === 'timeZoneName')?.value ?? '';
  };
  const withZone = (text: string, value: Date) =>
    language === 'ko' ? `${text} (${zoneName(value)})` : `${text} ${zoneName(value)}`;
  const span = (from: Date, to: Date) => `${time.format(from)}–${time.format(to)}`;

  return {
    locale,
    number: (value) => number.format(value),
    date: (value) => date.format(value).replace(',', ''),
    day: (value) =>
      language === 'ko'
        ? `${parts(numericDay, value, 'month')}/${parts(numericDay, value, 'day')} ${weekday.format(value)}`
        : shortDay.format(value).replace(',', ''),
    weekday: (value) => weekday.format(value),
    time: (value) => time.format(value),
    clock: (value) => clock.format(value),
    span,
    spanWithZone: (from, to) => withZone(span(from, to), from),
    moment: (value) =>
      language === 'ko'
        ? withZone(`${date.format(value)} ${time.format(value)}`, value)
        : withZone(`${shortDay.format(value).replace(',', '')}, ${time.format(value)}`, value),
    zone: zoneName,
    relative: (value, now) => {
      const seconds = (value.getTime() - now.getTime()) / 1000;
      const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
      // Where the locale data says 후, people say 뒤.
      return relative.format(Math.round(seconds / size), unit).replace(/ ?후$/, ' 뒤');
    },
  };
}

function parts(format: Intl.DateTimeFormat, value: Date, type: Intl.DateTimeFormatPartTypes): string {
  return format.formatToParts(value).find((part) => part.type === type)?.value ?? '';
}
