import type { Assignments, Catcher, JsonValue, QueryLanguage, State, StateMachineDefinition } from '../types';
import type { VisitedState } from '../walk';
import { memoized } from './memoized';
import { type Parsed, parse } from './syntax';

/** Fields of `$states` that Step Functions offers. */
export type StatesField = 'input' | 'context' | 'result' | 'errorOutput';

/** One JSONata expression of a state. */
export interface Expression {
  readonly state: VisitedState;
  /** Path of the field, such as `Arguments/Payload/saga/id`. */
  readonly location: string;
  /** Without its `{%` and `%}`. */
  readonly source: string;
  readonly parsed: Parsed;
  /** What `$states` holds there. */
  readonly sees: readonly StatesField[];
}

/** The language of a state: its own, else the machine's, else JSONPath. */
export const languageOf = (machine: StateMachineDefinition, state: State): QueryLanguage =>
  state.QueryLanguage ?? machine.QueryLanguage ?? 'JSONPath';

/** A part of a state whose strings may be expressions, and what `$states` holds there. */
interface Part {
  readonly location: string;
  readonly value: JsonValue | Assignments | undefined;
  readonly sees: readonly StatesField[];
}

const BEFORE: readonly StatesField[] = ['input', 'context'];
const AFTER: readonly StatesField[] = ['input', 'context', 'result'];
const CAUGHT: readonly StatesField[] = ['input', 'context', 'errorOutput'];

/** Fields that are evaluated before the state does its work. */
const FIELDS_BEFORE = [
  'Arguments',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Credentials',
  'Seconds',
  'Timestamp',
  'Error',
  'Cause',
  'Items',
  'ItemSelector',
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
] as const;

/** All expressions of the JSONata states among `states`. */
export const expressionsOf = (
  machine: StateMachineDefinition,
  states: readonly VisitedState[],
): readonly Expression[] => {
  const parseOnce = memoized(parse);
  return states
    .filter(({ state }) => languageOf(machine, state) === 'JSONata')
    .flatMap((visited) =>
      partsOf(visited.state).flatMap(({ location, value, sees }) =>
        sourcesIn(value, location).map((found) => ({
          state: visited,
          sees,
          parsed: parseOnce(found.source),
          ...found,
        })),
      ),
    );
};

const partsOf = (state: State): readonly Part[] => [
  ...FIELDS_BEFORE.map(
    (location): Part => ({
      location,
      value: (state as unknown as Record<string, JsonValue | undefined>)[location],
      sees: BEFORE,
    }),
  ),
  ...flow('', state as { Assign?: Assignments; Output?: JsonValue }, yieldsResult(state) ? AFTER : BEFORE),
  ...(state.Type === 'Choice'
    ? state.Choices.flatMap((rule, index): readonly Part[] => [
        { location: `Choices[${index}]/Condition`, value: rule.Condition as JsonValue, sees: BEFORE },
        ...flow(`Choices[${index}]/`, rule as { Assign?: Assignments; Output?: JsonValue }, BEFORE),
      ])
    : []),
  ...catchersOf(state).flatMap((catcher, index) => flow(`Catch[${index}]/`, catcher, CAUGHT)),
];

const flow = (
  prefix: string,
  from: { readonly Assign?: Assignments; readonly Output?: JsonValue },
  sees: readonly StatesField[],
): readonly Part[] => [
  { location: `${prefix}Assign`, value: from.Assign, sees },
  { location: `${prefix}Output`, value: from.Output, sees },
];

/** Only these three have something to look back on. */
const yieldsResult = (state: State): boolean =>
  state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map';

export const catchersOf = (state: State): readonly Catcher[] => ('Catch' in state ? (state.Catch ?? []) : []);

const sourcesIn = (
  value: unknown,
  location: string,
): readonly { readonly location: string; readonly source: string }[] => {
  if (typeof value === 'string') return isExpression(value) ? [{ location, source: sourceOf(value) }] : [];
  if (value === null || typeof value !== 'object') return [];
  return Array.isArray(value)
    ? value.flatMap((item, index) => sourcesIn(item, `${location}[${index}]`))
    : Object.entries(value).flatMap(([key, member]) => sourcesIn(member, `${location}/${key}`));
};

const isExpression = (value: string): boolean => value.startsWith('{%') && value.endsWith('%}');
const sourceOf = (value: string): string => value.slice(2, -2).trim();
