import { UsageError } from '../command';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A day, with or without a time, with or without a zone: `Date.parse` alone would take nearly any text. */
const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * A moment: ISO 8601, in UTC where it names no zone, as all times are printed; or so long ago (`90s`, `15m`, `2h`, `3d`).
 * @returns ISO 8601
 * @throws UsageError that names the option
 */
export const parseTime = (text: string, option: string, nowMs: number): string => {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(nowMs - Number(ago[1]) * (UNITS[ago[2] as string] as number)).toISOString();
  const [, day = '', time = '00:00', zone = 'Z'] = ISO_8601.exec(text) ?? [];
  const ms = isDay(day) ? Date.parse(`${day}T${time}${zone}`) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new UsageError(
      `${option} '${text}' is no time: use ISO 8601 (2026-11-24T10:00:00Z) or 15m, 2h, 3d ago`,
    );
  }
  return new Date(ms).toISOString();
};

/** `Date.parse` takes 30 February for 2 March. */
const isDay = (day: string): boolean => {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
};
