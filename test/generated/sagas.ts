import { checkDefinition, type SagaDefinition } from '../../lib/saga';
import { definitionOf, fieldOf, type Wishes } from './definition';
import { loanExamples, loanSaga } from './loan';
import { ENOUGH, type Shape, stepsIn } from './shape';
import found from './shapes.json';

export const shapes = found as unknown as readonly Shape[];

/** Sagas that no example has: what matters is their shape. */
export const generatedSagas: Readonly<Record<string, SagaDefinition>> = Object.fromEntries(
  [...shapes.map(definitionOf), loanSaga].map((definition) => {
    const findings = checkDefinition(definition);
    if (findings.length > 0) throw new Error(`saga ${definition.name} is not valid: ${findings.join('; ')}`);
    return [definition.name, definition];
  }),
);

/** Name → input: each conditional step is asked for or not, as `isWished` has it. */
const wishing = (shape: Shape, isWished: (index: number) => boolean): Wishes => {
  const conditional = stepsIn(shape).filter(({ asked }) => asked !== undefined);
  const wished = conditional.filter((_, index) => isWished(index));
  return {
    asked: Object.fromEntries(
      wished.filter(({ asked }) => asked === 'by the input').map(({ name }) => [fieldOf(name), true]),
    ),
    scores: Object.fromEntries(
      wished.flatMap(({ asked }) =>
        typeof asked === 'object' ? [[fieldOf(asked.scoreOf), ENOUGH + 1]] : [],
      ),
    ),
  };
};

const examplesOf = (shape: Shape): Readonly<Record<string, Wishes>> => ({
  valid: wishing(shape, () => true),
  'valid-bare': wishing(shape, () => false),
  'valid-odd': wishing(shape, (index) => index % 2 === 0),
  'valid-even': wishing(shape, (index) => index % 2 === 1),
});

/** Inputs of a saga, by name. */
export const generatedExamples = (saga: string): Readonly<Record<string, unknown>> => {
  const shape = shapes.find(({ name }) => name === saga);
  return shape ? examplesOf(shape) : loanExamples;
};
