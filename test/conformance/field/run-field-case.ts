import { DefinitionError, loadDefinition } from '../../../lib/asl';
import { Engine, JumpingClock, sleep } from '../../../lib/engine';
import type { FieldCase } from './field-case';
import { standIns } from './stand-in';

/** What became of a case: it was refused when it was created, or it ran. */
export type Outcome =
  | { readonly refused: string }
  | {
      readonly status: string;
      readonly output: unknown;
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

const OBSERVED_MS = 400 * 24 * 3_600_000;
const START_OF_TIME = Date.parse('2026-11-24T08:00:00Z');
const ACCOUNT = '123456789012';

export const runFieldCase = async ({ definition, input, services = {} }: FieldCase): Promise<Outcome> => {
  const clock = new JumpingClock(() => START_OF_TIME);
  const engine = new Engine({
    clock,
    random: () => 0.5,
    integrations: standIns(services, clock),
    region: 'us-east-1',
    accountId: ACCOUNT,
  });
  try {
    const execution = engine.startExecution({
      stateMachineArn: `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:field`,
      definition: loadDefinition(definition),
      name: 'field',
      input: JSON.stringify(input),
    });
    await Promise.race([execution.done, sleep(clock, OBSERVED_MS)]);
    const { status, output, error, cause } = execution;
    return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
  } catch (error) {
    if (error instanceof DefinitionError) return { refused: error.message };
    throw error;
  } finally {
    clock.stop();
  }
};
