import { type Fields, isFields, list, refuse } from './definition-error';
import type { QueryLanguage, StateType } from './types';

/** States that end by themselves, or choose where to go on. */
const WITHOUT_TRANSITION: ReadonlySet<StateType> = new Set(['Choice', 'Fail', 'Succeed']);

/** Every state that a state names: Next, Default, catchers and rules. */
export const targetsOf = (state: Fields): readonly string[] =>
  [
    state.Next,
    state.Default,
    ...((state.Catch ?? []) as Fields[]).map((catcher) => catcher.Next),
    ...((state.Choices ?? []) as Fields[]).map((rule) => rule.Next),
  ].filter((target): target is string => typeof target === 'string');

type Check = (place: string, state: Fields, language: QueryLanguage) => void;

export const checkStateShape = (
  place: string,
  state: Fields,
  type: StateType,
  language: QueryLanguage,
): void => {
  if (!WITHOUT_TRANSITION.has(type)) checkTransition(place, state);
  checkRetry(place, state.Retry);
  checkCatch(place, state.Catch, language);
  CHECKS[type]?.(place, state, language);
};

const checkTransition = (place: string, { Next, End }: Fields): void => {
  if (End !== undefined && typeof End !== 'boolean') refuse(place, 'End is not true', 'write "End": true');
  if ((Next === undefined) === (End !== true)) {
    refuse(place, 'it must have either Next or End', 'give one of the two');
  }
};

const checkOneOf = (place: string, state: Fields, fields: readonly string[]): void => {
  const present = fields.filter((field) => state[field] !== undefined);
  if (present.length !== 1) {
    refuse(place, `it has ${present.length} of ${fields.join(', ')}`, 'give exactly one');
  }
};

const nonEmpty = (place: string, state: Fields, field: string): readonly unknown[] => {
  const value = state[field];
  if (Array.isArray(value) && value.length > 0) return value;
  return refuse(place, `${field} is not a list with entries`, `give ${field} at least one`);
};

const CHECKS: Readonly<Partial<Record<StateType, Check>>> = {
  Choice: (place, state, language) => {
    for (const rule of nonEmpty(place, state, 'Choices')) {
      const { Next, Condition } = (rule ?? {}) as Fields;
      if (typeof Next !== 'string')
        refuse(place, 'a rule of Choices has no Next', 'name the state it leads to');
      if (language === 'JSONata' && Condition === undefined) {
        refuse(place, 'a rule of Choices has no Condition', 'give it a JSONata expression');
      }
    }
  },
  Map: (place, state) => {
    checkOneOf(place, state, ['ItemProcessor', 'Iterator']);
    const processor = (state.ItemProcessor ?? state.Iterator) as Fields;
    const mode = (processor.ProcessorConfig as Fields | undefined)?.Mode ?? 'INLINE';
    if (mode !== 'INLINE' && mode !== 'DISTRIBUTED') {
      refuse(place, `unknown Mode ${JSON.stringify(mode)}`, 'use INLINE or DISTRIBUTED');
    }
  },
  Parallel: (place, state) => {
    nonEmpty(place, state, 'Branches');
  },
  Task: (place, state) => {
    const { Resource } = state;
    if (typeof Resource !== 'string' || !Resource.startsWith('arn:')) {
      refuse(
        place,
        `Resource is ${JSON.stringify(Resource)}`,
        'give the ARN of a function or an integration',
      );
    }
    const resource = Resource as string;
    if (resource.split(':')[5] === 'activity') {
      refuse(place, 'activities are not supported', 'use .waitForTaskToken on a queue');
    }
  },
  Wait: (place, state, language) => {
    const paths = language === 'JSONPath' ? ['SecondsPath', 'TimestampPath'] : [];
    checkOneOf(place, state, ['Seconds', 'Timestamp', ...paths]);
  },
};

const checkErrorEquals = (place: string, entries: readonly unknown[], kind: string): void => {
  entries.forEach((entry, index) => {
    const names = isFields(entry) ? entry.ErrorEquals : undefined;
    if (!Array.isArray(names) || names.length === 0) {
      refuse(place, `a ${kind} has no ErrorEquals`, 'name the errors it takes');
    }
    const takesAll = (names as unknown[]).includes('States.ALL');
    if (takesAll && ((names as unknown[]).length > 1 || index < entries.length - 1)) {
      refuse(
        place,
        `States.ALL of a ${kind} is not alone and last`,
        `put it into a ${kind} of its own at the end`,
      );
    }
  });
};

const listOf = (place: string, value: unknown, field: string): readonly unknown[] =>
  value === undefined || Array.isArray(value)
    ? (value ?? [])
    : refuse(place, `${field} is not a list`, `give ${field} a list`);

const RETRIER_FIELDS: ReadonlySet<string> = new Set([
  ...['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'],
  'Comment',
]);

const checkRetry = (place: string, value: unknown): void => {
  const retriers = listOf(place, value, 'Retry');
  checkErrorEquals(place, retriers, 'retrier');
  const number = (retrier: Fields, field: string, valid: (value: number) => boolean, rule: string): void => {
    const given = retrier[field];
    if (given !== undefined && !(typeof given === 'number' && valid(given))) {
      refuse(place, `${field} of a retrier is ${JSON.stringify(given)}`, `give ${rule}`);
    }
  };
  for (const retrier of retriers as readonly Fields[]) {
    for (const field of Object.keys(retrier)) {
      if (!RETRIER_FIELDS.has(field)) refuse(place, `unknown field ${field} in a retrier`, 'leave it out');
    }
    number(retrier, 'IntervalSeconds', (n) => Number.isInteger(n) && n >= 1, 'a whole number of at least 1');
    number(retrier, 'MaxAttempts', (n) => Number.isInteger(n) && n >= 0, 'a whole number of at least 0');
    number(retrier, 'BackoffRate', (n) => n >= 1, 'a number of at least 1');
    number(retrier, 'MaxDelaySeconds', (n) => Number.isInteger(n) && n >= 1, 'a whole number of at least 1');
    const jitter = retrier.JitterStrategy ?? 'NONE';
    if (jitter !== 'FULL' && jitter !== 'NONE') {
      refuse(place, `unknown JitterStrategy ${JSON.stringify(jitter)}`, 'use FULL or NONE');
    }
  }
};

const CATCHER_FIELDS: Readonly<Record<QueryLanguage, ReadonlySet<string>>> = {
  JSONata: new Set(['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment']),
  JSONPath: new Set(['ErrorEquals', 'Next', 'Assign', 'ResultPath', 'Comment']),
};

const checkCatch = (place: string, value: unknown, language: QueryLanguage): void => {
  const catchers = listOf(place, value, 'Catch');
  checkErrorEquals(place, catchers, 'catcher');
  for (const catcher of catchers as readonly Fields[]) {
    if (typeof catcher.Next !== 'string')
      refuse(place, 'a catcher has no Next', 'name the state it leads to');
    for (const field of Object.keys(catcher)) {
      if (CATCHER_FIELDS[language].has(field)) continue;
      refuse(place, `unknown field ${field} in a catcher`, `use ${list(CATCHER_FIELDS[language])}`);
    }
  }
};
