import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';
import { BRANCH, MACHINE, PROCESSOR } from './shapes/chain-shapes';
import { shapeProblems } from './shapes/shape';
import { STATE_SHAPES } from './shapes/state-shapes';
import { STATE_TYPES } from './shapes/state-types';
import type { ChainNode, StateNode } from './tree';

/** Every object has the fields that the States Language gives it, and each field a value of its kind. */
export const shapeCheck: Check = ({ chains, language }) =>
  chains.flatMap((chain) => [
    ...shapeProblems(chain.fields, shapeOf(chain), chain.location, language),
    // The fields of a state that may not be JSONPath are not held against it too. Source: seen on AWS.
    ...chain.states
      .filter((state) => !(language === 'JSONata' && state.language === 'JSONPath'))
      .flatMap(stateProblems),
  ]);

const shapeOf = ({ location, owner }: ChainNode) => {
  if (!owner) return MACHINE;
  return location.endsWith(']') ? BRANCH : PROCESSOR;
};

const stateProblems = ({ type, fields, location, language }: StateNode): readonly Diagnostic[] => {
  if (type) return shapeProblems(fields, STATE_SHAPES[type], location, language);
  return fields.Type === undefined
    ? [schemaProblem(location, 'These fields are required: [Type]', `use one of ${STATE_TYPES.join(', ')}`)]
    : [
        schemaProblem(
          `${location}/Type`,
          `The field 'Type' should have one of these values: [${STATE_TYPES.join(', ')}]`,
          'use one of them',
        ),
      ];
};
