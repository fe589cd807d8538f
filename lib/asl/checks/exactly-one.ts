import type { StateType } from '../types';
import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';
import type { StateNode } from './tree';

interface Choice {
  readonly of: readonly string[];
  readonly least: number;
}

/** Fields of which a state has one. */
const CHOICES: Readonly<Partial<Record<StateType, readonly Choice[]>>> = {
  Map: [
    { of: ['ItemProcessor', 'Iterator'], least: 1 },
    { of: ['ItemSelector', 'Parameters'], least: 0 },
  ],
  Wait: [{ of: ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'], least: 1 }],
};

export const exactlyOne: Check = ({ states }) =>
  states.flatMap((state) =>
    (state.type ? (CHOICES[state.type] ?? []) : []).flatMap((choice) => problemsOf(state, choice)),
  );

const problemsOf = ({ type, fields, location }: StateNode, { of, least }: Choice): readonly Diagnostic[] => {
  const given = of.filter((field) => fields[field] !== undefined);
  if (given.length > 1) {
    return [
      schemaProblem(
        location,
        `A ${type} state cannot include both field '${given.join("' and '")}'`,
        'give one of them',
      ),
    ];
  }
  if (given.length >= least) return [];
  return [schemaProblem(location, `These fields are required: [${of.join(' or ')}]`, 'give one of them')];
};
