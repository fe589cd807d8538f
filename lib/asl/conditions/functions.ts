import type { ValueType } from './schema-fields';

interface KnownFunction {
  readonly takes: readonly ('number' | 'string' | 'any')[];
  /** How many of them it has to be given. */
  readonly least: number;
  readonly gives: ValueType;
}

const of = (
  takes: KnownFunction['takes'],
  gives: ValueType,
  least: number = takes.length,
): KnownFunction => ({ takes, least, gives });

/**
 * Functions of JSONata that a condition may call: those that neither fail on what they take, nor draw lots, nor read the
 * time, so that whoever asks again hears the same.
 */
export const FUNCTIONS: ReadonlyMap<string, KnownFunction> = new Map(
  Object.entries({
    exists: of(['any'], 'boolean'),
    not: of(['any'], 'boolean'),
    boolean: of(['any'], 'boolean'),
    type: of(['any'], 'string'),
    count: of(['any'], 'number'),
    length: of(['string'], 'number'),
    lowercase: of(['string'], 'string'),
    uppercase: of(['string'], 'string'),
    trim: of(['string'], 'string'),
    substring: of(['string', 'number', 'number'], 'string', 2),
    substringBefore: of(['string', 'string'], 'string'),
    substringAfter: of(['string', 'string'], 'string'),
    contains: of(['string', 'string'], 'boolean'),
    abs: of(['number'], 'number'),
    floor: of(['number'], 'number'),
    ceil: of(['number'], 'number'),
    round: of(['number', 'number'], 'number', 1),
  }),
);
