import type { StateMachineDefinition } from '../asl';
import { EngineError } from './errors';
import type { HistoryEvent } from './history';
import type { StartReference } from './identity';
import { Payload } from './payload';

export interface StartRequest {
  /** May name a version or an alias, as StartExecution allows. */
  readonly stateMachineArn: string;
  readonly definition: StateMachineDefinition | string;
  readonly name: string;
  /** JSON text; an empty object by default. */
  readonly input?: string;
  readonly roleArn?: string;
  /** Made of the machine's ARN and the name when it is not given. */
  readonly executionArn?: string;
  /** Epoch milliseconds; now when it is not given. */
  readonly startDate?: number;
  /** The longest that it may take, whatever its definition says. */
  readonly longestSeconds?: number;
  /** Variables that are there at the start. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** In place of the context object. */
  readonly context?: object;
  /** Through which version or alias it was started; its history tells. */
  readonly reference?: StartReference;
}

/** An execution that ended, as it was; it is run on under its own ARN. */
export interface RedriveRequest extends StartRequest {
  /** Epoch milliseconds. */
  readonly startDate: number;
  readonly history: readonly HistoryEvent[];
  /** How often it was redriven before. */
  readonly redriveCount: number;
}

/** Throws EngineError (InvalidExecutionInput). */
export const parseInput = (text: string): Payload => {
  let input: Payload;
  try {
    input = Payload.parse(text);
  } catch {
    throw new EngineError('InvalidExecutionInput', `Invalid State Machine Execution Input: not JSON`);
  }
  if (input.exceedsLimit) {
    throw new EngineError(
      'InvalidExecutionInput',
      'Invalid State Machine Execution Input: over 262144 bytes',
    );
  }
  return input;
};

/** Source: StartExecution, parameter `name`: no white space, control characters, wildcards or these. */
const FORBIDDEN_IN_NAMES = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

/** Throws EngineError (InvalidName). */
export const checkName = (name: string): void => {
  if (name.length < 1 || name.length > 80 || FORBIDDEN_IN_NAMES.test(name)) {
    throw new EngineError('InvalidName', `Invalid Name: '${name}'`);
  }
};

const ARN = /^arn:[\w-]+:states:[\w-]*:\d*:stateMachine:([^:]+)(:[^:]+)?$/;

/** Throws EngineError (InvalidArn). */
export const stateMachineName = (arn: string): string => {
  const name = ARN.exec(arn)?.[1];
  if (name) return name;
  throw new EngineError('InvalidArn', `Invalid Arn: '${arn}' is not the ARN of a state machine`);
};

export const executionArn = (machineArn: string, machineName: string, name: string): string => {
  const prefix = machineArn.split(':').slice(0, 5).join(':');
  return `${prefix}:execution:${machineName}:${name}`;
};
