import { decideWhen } from '../../../lambdas/operations/decide-when';
import { flatSteps, type Known, type SagaDefinition } from '../../saga';

/** Steps that input and results ask for. */
export const askedFor = async (definition: SagaDefinition, known: Known): Promise<ReadonlySet<string>> => {
  const asked = new Set<string>();
  for (const step of flatSteps(definition)) {
    if (step.when === undefined || (await decideWhen(step.when, known))) asked.add(step.name);
  }
  return asked;
};
