import { randomUUID } from 'node:crypto';
import { type Clock, Engine, type EngineOptions, type ServiceIntegration } from '../engine';
import type { RunTest } from './states';
import type { Environment } from './template';

export interface StateTestsOptions extends Pick<EngineOptions, 'integrations'> {
  readonly mapStorage: NonNullable<EngineOptions['mapStorage']>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly environment: Environment;
  /** Told when a test begins: nothing announces it. */
  readonly onStart: () => void;
}

export interface StateTests {
  readonly run: RunTest;
  /** The role of a test that runs. */
  readonly roleOf: (executionArn: string) => string | undefined;
  /** How many run. */
  readonly running: () => number;
}

/** Source: API reference, TestState: "can run for up to five minutes". */
const LONGEST_SECONDS = 300;

/** Tests of single states: each on an engine of its own, so that nothing of it is seen elsewhere. */
export const openStateTests = (options: StateTestsOptions): StateTests => {
  const { clock, random, environment, integrations, mapStorage } = options;
  const { region, accountId } = environment;
  const roles = new Map<string, string>();

  const run: RunTest = async (request) => {
    const prefix = `arn:aws:states:${region}:${accountId}`;
    const machineName = `TestState-${randomUUID()}`;
    const name = randomUUID();
    const executionArn = `${prefix}:express:${machineName}:${name}`;
    const { task, roleArn = '', definition, input, variables, context } = request;
    const engine: Engine = new Engine({
      ...{ clock, random, region, accountId, mapStorage },
      integrations: task
        ? () => mocked(task, (token, result) => engine.sendTaskSuccess(token, result))
        : integrations,
      test: request.test,
      onTransition: request.onLeft,
    });
    roles.set(executionArn, roleArn);
    options.onStart();
    try {
      const execution = engine.startExecution({
        ...{ executionArn, name, definition, input, roleArn, variables },
        stateMachineArn: `${prefix}:stateMachine:${machineName}`,
        ...(context ? { context } : {}),
        longestSeconds: LONGEST_SECONDS,
      });
      return await execution.done;
    } finally {
      roles.delete(executionArn);
    }
  };

  return { run, roleOf: (executionArn) => roles.get(executionArn), running: () => roles.size };
};

/** A Task that waits under a token has the mock for its answer. */
const mocked =
  (task: () => unknown, succeed: (token: string, result: string) => void): ServiceIntegration =>
  async ({ taskToken }) => {
    const result = task();
    if (taskToken === undefined) return result;
    succeed(taskToken, JSON.stringify(result));
    return {};
  };
