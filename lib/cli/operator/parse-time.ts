import { UsageError } from '../command';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment: ISO 8601, or so long ago (`90s`, `15m`, `2h`, `3d`).
 * @returns ISO 8601
 * @throws UsageError that names the option
 */
export const parseTime = (text: string, option: string, nowMs: number): string => {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(nowMs - Number(ago[1]) * (UNITS[ago[2] as string] as number)).toISOString();
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new UsageError(
      `${option} '${text}' is no time: use ISO 8601 (2026-11-24T10:00:00Z) or 15m, 2h, 3d ago`,
    );
  }
  return new Date(ms).toISOString();
};
