import type { Fields } from '../fields';
import {
  expressionParts,
  isExpression,
  type StatesField,
  sourceOf,
  textsIn,
} from '../jsonata/expression-parts';
import { memoized } from '../jsonata/memoized';
import { type Parsed, parse } from '../jsonata/syntax';
import type { Catcher, QueryLanguage, State, StateMachineDefinition } from '../types';
import type { VisitedState } from '../walk';

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

/** All expressions of the JSONata states among `states`. */
export const expressionsOf = (
  machine: StateMachineDefinition,
  states: readonly VisitedState[],
): readonly Expression[] => {
  const parseOnce = memoized(parse);
  return states
    .filter(({ state }) => languageOf(machine, state) === 'JSONata')
    .flatMap((visited) =>
      expressionParts(visited.state as unknown as Fields).flatMap(({ location: at, value, sees }) =>
        textsIn(value, at)
          .filter(({ text }) => isExpression(text))
          .map(({ location, text }) => {
            const source = sourceOf(text);
            return { state: visited, sees, location, source, parsed: parseOnce(source) };
          }),
      ),
    );
};

export const catchersOf = (state: State): readonly Catcher[] => ('Catch' in state ? (state.Catch ?? []) : []);
