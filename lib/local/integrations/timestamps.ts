import type { JsonObject } from '../http';

const MS_PER_SECOND = 1000;

const eachTime = (value: unknown, name: string, render: (millis: number) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => eachTime(one, name, render));
  if (typeof value === 'number' && /(Date|Time|Timestamp)$/i.test(name)) {
    return render(Math.round(value * MS_PER_SECOND));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, one]) => [member, eachTime(one, member, render)]),
  );
};

/** Times of an API (seconds) as an optimized integration hands them on: milliseconds. */
export const timesInMillis = (result: JsonObject): JsonObject =>
  eachTime(result, '', (millis) => millis) as JsonObject;

/** Times of an API (seconds) as an `aws-sdk` integration hands them on: ISO 8601. */
export const timesInIso = (result: JsonObject): JsonObject =>
  eachTime(result, '', (millis) => new Date(millis).toISOString()) as JsonObject;
