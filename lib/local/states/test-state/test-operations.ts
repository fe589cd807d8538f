import type { StateTest, TestStep } from '../../../engine';
import { type JsonObject, ServiceError } from '../../http';
import { checkRoleArn } from '../arn';
import { checkDefinition } from '../definition-check';
import type { Operation } from '../operation';
import { checkExecutionInput } from '../validate';
import { checkResponse } from './response-shape';
import { testContext } from './test-context';
import { testMock } from './test-mock';
import { testOutcome } from './test-outcome';
import { testedMachine } from './tested-machine';

const objectOf = (text: unknown, member: string): JsonObject => {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(String(text));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // told below, as any other text that is no object
  }
  throw new ServiceError('ValidationException', `${member} must be a JSON object`);
};

const testState: Operation = async (context, input, call) => {
  const { definition, name, state, language } = testedMachine(
    input.definition as string,
    input.stateName as string | undefined,
  );
  checkDefinition({ definition, type: 'STANDARD' });
  const configuration = (input.stateConfiguration ?? {}) as JsonObject;
  const mock = testMock(state, {
    mock: input.mock as JsonObject | undefined,
    configuration,
    revealSecrets: input.revealSecrets === true,
  });
  const { result, fieldValidationMode = 'STRICT' } = (input.mock ?? {}) as JsonObject;
  if (state.Type === 'Task' && result !== undefined) {
    const mode = String(fieldValidationMode);
    checkResponse(context.apiModels, state.Resource, { result: JSON.parse(String(result)), mode });
  }
  const roleArn = input.roleArn as string | undefined;
  if (roleArn === undefined && state.Type === 'Task' && !mock) {
    throw new ServiceError('ValidationException', 'RoleArn must be specified when testing a Task state');
  }
  if (roleArn !== undefined) checkRoleArn(roleArn);
  const given = input.context as string | undefined;
  const steps = new Map<TestStep, unknown>();
  let over = false;
  const read = state.ItemReader !== undefined || configuration.mapItemReaderData !== undefined;
  const test: StateTest = {
    // The first look counts, and what comes after the state is none of it.
    inspect: (step, value) => {
      if (!over && !steps.has(step)) steps.set(step, value);
    },
    ...(mock ? { group: mock.group } : {}),
    ...(mock && read ? { itemsRead: itemsOf(configuration.mapItemReaderData) } : {}),
  };
  const variables = objectOf(input.variables, 'Variables');
  const { Retry: _retry, ...once } = state;
  const data = (input.input as string | undefined) ?? '{}';
  checkExecutionInput(data);
  const execution = await call.idle(
    context.runTest({
      definition: withState(definition, name, once),
      input: data,
      roleArn,
      variables,
      ...(given === undefined ? {} : { context: testContext(given, state) }),
      test,
      task: mock?.task,
      onLeft: () => {
        over = true;
      },
    }),
  );
  if (state.Type === 'Fail' && language === 'JSONPath') {
    // It has no InputPath: what it looks at is its input. Source: recorded answers.
    steps.set('afterInputPath', JSON.parse(execution.input));
  }
  return testOutcome({
    execution,
    state,
    steps,
    variables,
    retried: Number(configuration.retrierRetryCount ?? 0),
    random: context.random,
    level: (input.inspectionLevel as string | undefined) ?? 'INFO',
  });
};

const itemsOf = (text: unknown): readonly unknown[] => {
  if (text === undefined) return [];
  const items: unknown = JSON.parse(String(text));
  if (Array.isArray(items)) return items;
  throw new ServiceError('ValidationException', 'MapItemReaderData must be a JSON array');
};

/** A retry is told, and not made. */
const withState = (definition: string, name: string, state: JsonObject): string => {
  const machine = JSON.parse(definition) as { readonly States: JsonObject };
  return JSON.stringify({ ...machine, States: { ...machine.States, [name]: state } });
};

export const TEST_OPERATIONS: Readonly<Record<string, Operation>> = { TestState: testState };
