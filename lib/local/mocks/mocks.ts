import { STATES_ERROR, type TaskCall, TaskError } from '../../engine';
import { ServiceError } from '../http';
import type { MockConfig, MockedResponse, TestCase } from './mock-config';

/** Answers a task under its token. */
export interface TokenAnswers {
  readonly succeed: (token: string, output: string) => void;
  readonly fail: (token: string, error: string, cause: string) => void;
}

/** Where an ARN of Step Functions names the machine; the execution's name follows. */
const MACHINE_PART = 6;

const machineIn = (arn: string): string => arn.split(':')[MACHINE_PART] ?? '';

/** The test cases that executions were started with, and what their Tasks answer. A mock holds in its test case only. */
export class Mocks {
  /** `<machine>:<execution>` → its test case. */
  private readonly running = new Map<string, TestCase>();

  constructor(private readonly config: MockConfig = new Map()) {}

  /** Whether some test case of the machine mocks the state. */
  knows(machine: string, state: string): boolean {
    return [...(this.config.get(machine)?.values() ?? [])].some((testCase) => testCase.has(state));
  }

  /**
   * An execution is about to be started in a test case.
   * @throws ServiceError when the machine has no such test case
   */
  begin(machineArn: string, execution: string, testCase: string): void {
    const machine = machineIn(machineArn);
    const cases = this.config.get(machine);
    const found = cases?.get(testCase);
    if (!found) {
      const known = [...(cases?.keys() ?? [])].join(', ');
      const remedy = known === '' ? 'write it there (saga local --mock FILE)' : `use one of ${known}`;
      throw new ServiceError(
        'ValidationException',
        `There is no test case '${testCase}' for state machine '${machine}' in the mock file: ${remedy}, or leave out #${testCase}`,
      );
    }
    this.running.set(`${machine}:${execution}`, found);
  }

  /**
   * What a Task answers in the test case that `executionArn` was started in, which is that of the Task or one further
   * out; undefined when its service is to be called.
   */
  of(call: TaskCall, executionArn: string, answers: TokenAnswers): (() => Promise<unknown>) | undefined {
    if (this.running.size === 0) return undefined;
    const [machine, name] = executionArn.split(':').slice(MACHINE_PART);
    const testCase = this.running.get(`${machine}:${name}`);
    const attempts = testCase?.get(call.stateName);
    if (!attempts) return undefined;
    const attempt = call.attempt - 1;
    const found = attempts.find(({ from, to }) => from <= attempt && attempt <= to);
    return async () => {
      if (found) return answer(found.response, call, answers);
      throw new TaskError(
        STATES_ERROR.runtime,
        `The mock file has no response for attempt ${attempt} of the state '${call.stateName}': add it to its mocked response`,
      );
    };
  }
}

/** A Task that waits under a token gets the mocked response as the answer that it waits for. */
const answer = (response: MockedResponse, { taskToken }: TaskCall, answers: TokenAnswers): unknown => {
  if (response.kind === 'return') {
    if (taskToken === undefined) return response.value;
    answers.succeed(taskToken, JSON.stringify(response.value));
    return {};
  }
  if (taskToken === undefined) throw new TaskError(response.error, response.cause);
  answers.fail(taskToken, response.error, response.cause);
  return {};
};
