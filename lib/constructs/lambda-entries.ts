import { participantNames, type SagaDefinition } from '../saga';

const OPERATIONS = ['redrive', 'start', 'sweeper'] as const;

/** Handlers are found by path: `lambdas/<saga>/<participant>.ts` and `lambdas/operations/<operation>.ts`. */
export const lambdaEntries = (definitions: readonly SagaDefinition[]): Record<string, string> =>
  Object.fromEntries([
    ...definitions.flatMap((definition) =>
      participantNames(definition).map((participant) => entry(`${definition.name}/${participant}`)),
    ),
    ...OPERATIONS.map((operation) => entry(`operations/${operation}`)),
  ]);

const entry = (name: string): [string, string] => [name, `lambdas/${name}.ts`];
