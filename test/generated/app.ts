import { resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { type BundleSource, LambdaBundles, ParticipantFunction, Saga } from '../../lib/constructs';
import { participantNames, type SagaDefinition } from '../../lib/saga';
import { addSagaOutputs } from '../../lib/stacks/saga-outputs';
import { generatedSagas } from './sagas';

/** One bundle for all participants: a function learns from its environment which of them it is. */
const ENTRIES = {
  participant: 'test/generated/lambdas/participant.ts',
  redrive: 'test/generated/lambdas/redrive.ts',
  sweeper: 'test/generated/lambdas/sweeper.ts',
  start: 'test/generated/lambdas/start.ts',
};

const addSaga = (stack: Stack, definition: SagaDefinition, bundles: BundleSource): void => {
  const participants = participantNames(definition).map((name): [string, ParticipantFunction] => [
    name,
    new ParticipantFunction(stack, `By-${name}`, {
      code: bundles.code('participant'),
      environment: { SAGA_NAME: definition.name, PARTICIPANT: name },
      ...(definition.records[name] ? { records: definition.records[name] } : {}),
    }),
  ]);
  const saga = new Saga(stack, 'Saga', {
    definition,
    participants: Object.fromEntries(participants),
    operations: {
      redrive: bundles.code('redrive'),
      sweeper: bundles.code('sweeper'),
      start: bundles.code('start'),
    },
  });
  addSagaOutputs(stack, saga);
};

/** The generated sagas as a CDK app, for tests alone: one stack each. */
const synthesize = (): void => {
  const app = new App({ builtinCloudFormationValidation: false } as never);
  const bundles = new LambdaBundles({
    root: resolve(__dirname, '../..'),
    entries: ENTRIES,
    cache: '.saga/generated/bundles',
  });
  for (const definition of Object.values(generatedSagas)) {
    addSaga(new Stack(app, `Generated-${definition.name}`), definition, bundles);
  }
  app.synth();
};

synthesize();
