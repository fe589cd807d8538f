import {
  exceedsTolerance,
  type GroupTolerance,
  STATES_ERROR,
  StateFailure,
  TaskError,
} from '../../../engine';
import { type JsonObject, ServiceError } from '../../http';

const refused = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** What answers in place of a service, or of branches and iterations. */
export interface TestMock {
  /** A Task's result, or its failure as a TaskError. */
  readonly task: () => unknown;
  /** A group's result, or its failure as a StateFailure. */
  readonly group: (tolerated: GroupTolerance) => unknown;
}

/** Types that a mock can stand in for; the last two cannot be tested without one. */
const MOCKED = ['Task', 'Map', 'Parallel'];
const GROUPS = ['Map', 'Parallel'];

export interface MockRequest {
  readonly mock: JsonObject | undefined;
  readonly configuration: JsonObject;
  readonly revealSecrets: boolean;
}

/**
 * The mock of a request, held against the state. Source of rules and sentences: recorded answers of TestState.
 * @throws ServiceError `ValidationException`, `InvalidDefinition`
 */
export const testMock = (
  state: JsonObject,
  { mock, configuration, revealSecrets }: MockRequest,
): TestMock | undefined => {
  const type = String(state.Type);
  const { mapIterationFailureCount } = configuration;
  if (!mock) {
    if (GROUPS.includes(type)) {
      throw new ServiceError(
        'InvalidDefinition',
        'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
      );
    }
    if (mapIterationFailureCount !== undefined) {
      throw refused('TestState does not support MapIterationFailureCount when a mock is not specified.');
    }
    return undefined;
  }
  if (!MOCKED.includes(type)) throw refused(`State type '${type}' is not supported when a mock is specified`);
  if (mock.result !== undefined && mock.errorOutput !== undefined) {
    throw refused('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  if (revealSecrets) throw refused('TestState does not support RevealSecrets when a mock is specified.');
  if (mock.errorOutput !== undefined) return failing(mock.errorOutput as JsonObject);
  const result = resultOf(mock.result);
  checkGroup(state, result);
  const failures = Number(mapIterationFailureCount ?? 0);
  if (type === 'Map' && failures > iterationsIn(result)) {
    throw refused('Map iteration failure count must be less than or equal to the number of Map iterations');
  }
  return { task: () => result, group: answering(result, failures) };
};

const resultOf = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text));
  } catch {
    throw refused('Mocked result must be valid JSON');
  }
};

const checkGroup = ({ Type, Branches, ResultWriter }: JsonObject, result: unknown): void => {
  if (Type === 'Task') return;
  if (ResultWriter !== undefined) {
    if (typeof result !== 'object' || result === null || Array.isArray(result)) {
      throw refused('Mocked result must be a JSON object.');
    }
    return;
  }
  if (!Array.isArray(result)) throw refused('Mocked result must be an array.');
  if (Type === 'Parallel' && result.length !== (Branches as readonly unknown[] | undefined)?.length) {
    throw refused('Mocked result must contain the same number of items as number of Parallel branches.');
  }
};

const iterationsIn = (result: unknown): number => (Array.isArray(result) ? result.length : Infinity);

/** Without a limit of its own a Map takes every number of failures here. Source: recorded answers. */
const answering =
  (result: unknown, failures: number) =>
  ({ count, percentage }: GroupTolerance): unknown => {
    const limited = count !== undefined || percentage !== undefined;
    if (limited && exceedsTolerance({ count, percentage }, failures, iterationsIn(result))) {
      throw new StateFailure(
        STATES_ERROR.exceedToleratedFailureThreshold,
        'The specified tolerated failure threshold was exceeded',
      );
    }
    return result;
  };

const failing = ({ error, cause }: JsonObject): TestMock => {
  const name = error as string | undefined;
  const why = cause as string | undefined;
  return {
    task: () => {
      throw new TaskError(name, why);
    },
    group: () => {
      throw new StateFailure(name, why);
    },
  };
};
