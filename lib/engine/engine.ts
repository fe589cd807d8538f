import { loadDefinition, type StateMachineDefinition } from '../asl';
import { CANCELLED, CancelScope } from './cancellation';
import { type Chain, prepareChain } from './chain';
import type { Clock } from './clock';
import { EngineError, STATES_ERROR, StateFailure } from './errors';
import { type Ending, Execution, type ExecutionSummary } from './execution';
import type { ServiceIntegration } from './integration';
import { Payload } from './payload';
import { runChain } from './run-chain';
import { TaskTokens } from './task-tokens';
import { type Host, type Identity, Thread } from './thread';
import { Variables } from './variables';

export interface EngineOptions {
  readonly clock: Clock;
  /** A number from 0 up to, not including, 1: for jitter, tokens, `$random`, `$uuid`. */
  readonly random: () => number;
  /** Who does a Task with this `Resource` (without `.waitForTaskToken`); undefined: nobody, the Task fails. */
  readonly integrations: (resource: string) => ServiceIntegration | undefined;
  readonly region: string;
  readonly accountId: string;
  /** Called when an execution starts and when it ends. */
  readonly onStatusChange?: (summary: ExecutionSummary) => void;
}

export interface StartRequest {
  /** May name a version or an alias, as StartExecution allows. */
  readonly stateMachineArn: string;
  readonly definition: StateMachineDefinition | string;
  readonly name: string;
  /** JSON text; an empty object by default. */
  readonly input?: string;
  readonly roleArn?: string;
}

/**
 * Compiled machines, by the definition object: a definition is compiled once however often it runs, and by whichever
 * engine; what depends on the engine is handed in when it runs.
 */
const prepared = new WeakMap<StateMachineDefinition, Chain>();

/**
 * Runs state machines. It owns executions, their threads and task tokens; time, chance and services come from outside.
 * Its doors carry JSON as text, as the Step Functions API does.
 *
 * Invariants:
 * 1. An execution ends once; nothing is added to its history afterwards.
 * 2. A running execution keeps the definition it was started with.
 * 3. Nothing of an ended execution runs on: timers are cancelled, tokens closed, signals aborted.
 */
export class Engine {
  private readonly executions = new Map<string, Execution>();
  private readonly tokens: TaskTokens;
  private readonly host: Host;

  constructor(private readonly options: EngineOptions) {
    this.tokens = new TaskTokens(options.random);
    const { clock, random, integrations, region, accountId } = options;
    this.host = { clock, random, integrations, tokens: this.tokens, region, accountId };
  }

  /**
   * Checks a definition and compiles its expressions, so that starting it is quick; answers it as an object. What was
   * prepared is not looked at again: never change it. Throws DefinitionError, with the state's name.
   */
  prepare(source: StateMachineDefinition | string): StateMachineDefinition {
    if (typeof source !== 'string' && prepared.has(source)) return source;
    const definition = loadDefinition(source);
    prepared.set(definition, prepareChain(definition, definition.QueryLanguage ?? 'JSONPath'));
    return definition;
  }

  /**
   * Starts an execution. The same name with the same input, while it runs, answers the one that is there. Throws
   * EngineError (ExecutionAlreadyExists, InvalidExecutionInput, InvalidName, InvalidArn), DefinitionError.
   */
  startExecution(request: StartRequest): Execution {
    const { name, stateMachineArn } = request;
    const input = parseInput(request.input ?? '{}');
    checkName(name);
    const machineName = stateMachineName(stateMachineArn);
    const arn = executionArn(stateMachineArn, machineName, name);
    const existing = this.executions.get(arn);
    if (existing) {
      if (existing.status === 'RUNNING' && existing.input === input.text) return existing;
      throw new EngineError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const definition = this.prepare(request.definition);
    const chain = prepared.get(definition) as Chain;
    const identity: Identity = {
      executionArn: arn,
      executionName: name,
      roleArn: request.roleArn ?? `arn:aws:iam::${this.options.accountId}:role/${machineName}`,
      stateMachineArn,
      stateMachineName: machineName,
      input,
      startTime: new Date(this.options.clock.now()).toISOString(),
    };
    const execution = new Execution(identity, this.options.clock, this.options.onStatusChange);
    this.executions.set(arn, execution);
    execution.begin();
    this.run(execution, chain, identity, definition.TimeoutSeconds);
    return execution;
  }

  /** Throws EngineError (ExecutionDoesNotExist). */
  execution(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (execution) return execution;
    throw new EngineError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** Every execution that this engine has seen, in the order of their starts. */
  allExecutions(): IterableIterator<Execution> {
    return this.executions.values();
  }

  /** Ends an execution as ABORTED, without any Catch. One that has ended stays as it is. */
  stopExecution(arn: string, error?: string, cause?: string): Execution {
    const execution = this.execution(arn);
    execution.end({ status: 'ABORTED', error, cause });
    return execution;
  }

  /** `output` is JSON text. Throws EngineError (InvalidOutput, InvalidToken, TaskDoesNotExist, TaskTimedOut). */
  sendTaskSuccess(taskToken: string, output: string): void {
    try {
      JSON.parse(output);
    } catch {
      throw new EngineError('InvalidOutput', `Invalid Output: the output is not JSON`);
    }
    this.tokens.settle(taskToken, { kind: 'success', output });
  }

  /** Throws EngineError (InvalidToken, TaskDoesNotExist, TaskTimedOut). */
  sendTaskFailure(taskToken: string, error?: string, cause?: string): void {
    this.tokens.settle(taskToken, { kind: 'failure', error, cause });
  }

  /** The state machine whose Task waits for an answer under this token. Throws EngineError as the answers do. */
  stateMachineOf(taskToken: string): string {
    return this.tokens.machineOf(taskToken);
  }

  /** Throws EngineError (InvalidToken, TaskDoesNotExist, TaskTimedOut). */
  sendTaskHeartbeat(taskToken: string): void {
    this.tokens.heartbeat(taskToken);
  }

  private run(execution: Execution, chain: Chain, identity: Identity, timeoutSeconds?: number): void {
    const scope = new CancelScope();
    const thread = new Thread(this.host, identity, new Variables(), scope, execution.history, undefined);
    const timeout =
      timeoutSeconds === undefined
        ? undefined
        : this.options.clock.schedule(timeoutSeconds * 1000, () =>
            execution.end({ status: 'TIMED_OUT', error: STATES_ERROR.timeout, cause: undefined }),
          );
    execution.onEnd(() => {
      timeout?.cancel();
      scope.cancel();
    });
    runChain(thread, chain, identity.input).then(
      (output) => execution.end({ status: 'SUCCEEDED', output }),
      (error: unknown) => {
        if (error !== CANCELLED) execution.end(failedBy(error));
      },
    );
  }
}

/** An error that is no StateFailure is a fault of the engine: it ends the execution, and says so. */
const failedBy = (error: unknown): Ending =>
  error instanceof StateFailure
    ? { status: 'FAILED', error: error.error, cause: error.failureCause }
    : { status: 'FAILED', error: STATES_ERROR.runtime, cause: `Engine fault: ${(error as Error).stack}` };

const parseInput = (text: string): Payload => {
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

const checkName = (name: string): void => {
  if (name.length < 1 || name.length > 80 || FORBIDDEN_IN_NAMES.test(name)) {
    throw new EngineError('InvalidName', `Invalid Name: '${name}'`);
  }
};

const ARN = /^arn:[\w-]+:states:[\w-]*:\d*:stateMachine:([^:]+)(:[^:]+)?$/;

const stateMachineName = (arn: string): string => {
  const name = ARN.exec(arn)?.[1];
  if (name) return name;
  throw new EngineError('InvalidArn', `Invalid Arn: '${arn}' is not the ARN of a state machine`);
};

const executionArn = (machineArn: string, machineName: string, name: string): string => {
  const prefix = machineArn.split(':').slice(0, 5).join(':');
  return `${prefix}:execution:${machineName}:${name}`;
};
