const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** When something is due next, after a moment (epoch milliseconds); undefined when it never is again. */
export type Schedule = (after: number) => number | undefined;

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: DAY };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** How far ahead a cron expression is looked for, in days: a 29 February is at most eight years away. */
const HORIZON_DAYS = 8 * 366 + 2;

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
  /** Number of the first name. */
  readonly firstName?: number;
}

const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS, firstName: 1 },
  { least: 1, most: 7, names: WEEKDAYS, firstName: 1 },
  { least: 1970, most: 2199 },
];

const numberOf = (text: string, field: Field): number => {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + (field.firstName ?? 0) : Number(text);
  if (!Number.isInteger(value) || value < field.least || value > field.most) {
    throw new Error(`"${text}" is not between ${field.least} and ${field.most}`);
  }
  return value;
};

/** The numbers that one field of a cron expression allows. */
const allowed = (text: string, field: Field): ReadonlySet<number> => {
  const numbers = text.split(',').flatMap((part) => {
    const [range = '', step = '1'] = part.split('/');
    const every = Number(step);
    if (!(every > 0)) throw new Error(`"${part}" has no step`);
    const [from = '', to] =
      range === '*' || range === '?' ? [`${field.least}`, `${field.most}`] : range.split('-');
    const first = numberOf(from, field);
    const last = to === undefined ? (part.includes('/') ? field.most : first) : numberOf(to, field);
    return Array.from(
      { length: Math.floor((last - first) / every) + 1 },
      (_, index) => first + index * every,
    );
  });
  return new Set(numbers);
};

const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const dayMatcher = (dayOfMonth: string, dayOfWeek: string): ((date: Date) => boolean) => {
  const nth = /^(\w+)#([1-5])$/.exec(dayOfWeek);
  const last = /^(\w+)L$/.exec(dayOfWeek);
  const weekday = FIELDS[4] as Field;
  if (nth) {
    const day = numberOf(nth[1] as string, weekday);
    return (date) => date.getUTCDay() + 1 === day && Math.ceil(date.getUTCDate() / 7) === Number(nth[2]);
  }
  const remaining = (date: Date): number =>
    lastDayOf(date.getUTCFullYear(), date.getUTCMonth() + 1) - date.getUTCDate();
  if (last) {
    const day = numberOf(last[1] as string, weekday);
    return (date) => date.getUTCDay() + 1 === day && remaining(date) < 7;
  }
  if (dayOfMonth === 'L') return (date) => remaining(date) === 0;
  const days = allowed(dayOfMonth, FIELDS[2] as Field);
  const weekdays = allowed(dayOfWeek, weekday);
  return (date) => days.has(date.getUTCDate()) && weekdays.has(date.getUTCDay() + 1);
};

const cron = (text: string): Schedule => {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6) throw new Error(`cron needs 6 fields, got ${parts.length}`);
  const [minutes, hours, , months, , years] = parts.map((part, index) =>
    index === 2 || index === 4 ? new Set<number>() : allowed(part, FIELDS[index] as Field),
  ) as ReadonlySet<number>[];
  const onDay = dayMatcher(parts[2] as string, parts[4] as string);
  const sortedHours = [...(hours as ReadonlySet<number>)].sort((a, b) => a - b);
  const sortedMinutes = [...(minutes as ReadonlySet<number>)].sort((a, b) => a - b);
  return (after) => {
    const firstDay = Math.floor(after / DAY) * DAY;
    for (let day = firstDay; day < firstDay + HORIZON_DAYS * DAY; day += DAY) {
      const date = new Date(day);
      if (!years?.has(date.getUTCFullYear()) || !months?.has(date.getUTCMonth() + 1) || !onDay(date))
        continue;
      for (const hour of sortedHours) {
        for (const minute of sortedMinutes) {
          const due = day + (hour * 60 + minute) * MINUTE;
          if (due > after) return due;
        }
      }
    }
    return undefined;
  };
};

const rate = (text: string, start: number): Schedule => {
  const [, amount = '', unit = ''] = /^\s*(\d+)\s+(minute|hour|day)s?\s*$/.exec(text) ?? [];
  const period = Number(amount) * (UNITS[unit] ?? 0);
  if (!(period > 0)) throw new Error('expected "rate(<number> minutes|hours|days)"');
  return (after) => start + (Math.floor(Math.max(0, after - start) / period) + 1) * period;
};

const at = (text: string): Schedule => {
  const due = Date.parse(`${text.trim()}Z`);
  if (Number.isNaN(due)) throw new Error('expected "at(yyyy-mm-ddThh:mm:ss)"');
  return (after) => (due > after ? due : undefined);
};

/**
 * Reads `rate(…)`, `cron(…)` (six fields, UTC) or `at(…)`. A rate counts from `start`.
 * @throws Error with one line that names the expression.
 */
export const parseSchedule = (expression: string, start: number): Schedule => {
  const [, kind = '', text = ''] = /^(\w+)\((.*)\)$/.exec(expression.trim()) ?? [];
  const kinds: Readonly<Record<string, () => Schedule>> = {
    rate: () => rate(text, start),
    cron: () => cron(text),
    at: () => at(text),
  };
  try {
    const make = kinds[kind];
    if (!make) throw new Error('expected rate(…), cron(…) or at(…)');
    return make();
  } catch (error) {
    throw new Error(`schedule "${expression}": ${(error as Error).message}`);
  }
};
