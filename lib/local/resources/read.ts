import type { EventPattern } from '../events';

/** A property's value as an object; empty when it is none. */
export const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** CloudFormation takes numbers as text too. */
export const number = (value: unknown, fallback: number): number =>
  value === undefined || value === null || value === '' ? fallback : Number(value);

/** CloudFormation takes truth as text too. */
export const truth = (value: unknown, fallback: boolean): boolean =>
  value === undefined ? fallback : value === true || value === 'true';

export const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(object(value)).map(([name, one]) => [name, String(one)]));

/** `FilterCriteria` of a source or a pipe. */
export const filtersOf = (value: unknown): readonly EventPattern[] =>
  list(object(value).Filters).map((filter) => JSON.parse(String(object(filter).Pattern)) as EventPattern);
