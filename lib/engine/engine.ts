import { loadDefinition, type StateMachineDefinition } from '../asl';
import { uuid } from '../jsonpath';
import { isPrepared, prepareChain, preparedChain } from './chain';
import type { EngineOptions } from './engine-options';
import { EngineError } from './errors';
import { Execution, type MapRunPart } from './execution';
import type { ExecutionStatus } from './execution-status';
import type { HistoryEvent } from './history';
import type { ChildRequest, Host } from './host';
import type { Identity } from './identity';
import type { ChildExecution, MapRun } from './map/map-run';
import type { Chain } from './node';
import { Payload } from './payload';
import { notRedrivable } from './redrive/eligibility';
import { readPoint } from './redrive/read-point';
import { runExecution } from './run-execution';
import {
  checkName,
  executionArn,
  parseInput,
  type RedriveRequest,
  type StartRequest,
  stateMachineName,
} from './start-request';
import { TaskTokens } from './task-tokens';

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
  private readonly mapRuns = new Map<string, MapRun>();
  private readonly tokens: TaskTokens;
  private readonly host: Host;

  constructor(private readonly options: EngineOptions) {
    this.tokens = new TaskTokens(options.random);
    const { clock, random, integrations, mapStorage, region, accountId } = options;
    this.host = {
      ...{ clock, random, integrations, mapStorage, tokens: this.tokens, region, accountId },
      onMapRunChange: (mapRun) => options.onMapRunChange?.(mapRun),
      admitMapRun: (...asked) => options.admitMapRun?.(...asked),
      openMapRun: (mapRun) => {
        this.adoptMapRun(mapRun);
        options.onMapRunChange?.(mapRun);
      },
      mapRun: (arn) => this.mapRun(arn),
      startChild: (request) => this.startChild(request),
      redriveChild: (child, request) => this.redriveChild(child, request),
      test: options.test,
      onTransition: (executionArn) => options.onTransition?.(executionArn),
    };
  }

  /**
   * Checks a definition and compiles its expressions, so that starting it is quick; answers it as an object. What was
   * prepared is not looked at again: never change it. Throws DefinitionError, with the state's name.
   */
  prepare(source: StateMachineDefinition | string): StateMachineDefinition {
    if (typeof source !== 'string' && isPrepared(source)) return source;
    const definition = loadDefinition(source);
    prepareChain(definition, definition.QueryLanguage ?? 'JSONPath');
    return definition;
  }

  /**
   * Starts an execution. The same name with the same input, while it runs, answers the one that is there. Throws
   * EngineError (ExecutionAlreadyExists, InvalidExecutionInput, InvalidName, InvalidArn), DefinitionError.
   */
  startExecution(request: StartRequest): Execution {
    const input = parseInput(request.input ?? '{}');
    checkName(request.name);
    const identity = this.identityOf(request, input);
    const existing = this.executions.get(identity.executionArn);
    if (existing) {
      if (existing.status === 'RUNNING' && existing.input === input.text) return existing;
      throw new EngineError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`);
    }
    const definition = this.prepare(request.definition);
    const execution = this.open(identity, undefined);
    execution.begin();
    const { TimeoutSeconds = Number.POSITIVE_INFINITY } = definition;
    const { longestSeconds = Number.POSITIVE_INFINITY } = request;
    const seconds = Math.min(TimeoutSeconds, longestSeconds);
    runExecution(
      this.host,
      execution,
      preparedChain(definition),
      Number.isFinite(seconds) ? seconds : undefined,
    );
    return execution;
  }

  /**
   * Runs an execution that did not succeed on from where it failed: states that were exited are not run again. Throws
   * EngineError (ExecutionNotRedrivable, InvalidArn), DefinitionError.
   */
  redriveExecution(request: RedriveRequest): Execution {
    const definition = this.prepare(request.definition);
    const chain = preparedChain(definition);
    const identity = this.identityOf(request, parseInput(request.input ?? '{}'));
    return this.redrive(identity, chain, request, definition.TimeoutSeconds);
  }

  /** Undefined for one that this engine has not seen. */
  mapRun(arn: string): MapRun | undefined {
    return this.mapRuns.get(arn);
  }

  /** Takes over the Map run of an earlier engine, so that it can be redriven. */
  adoptMapRun(mapRun: MapRun): void {
    this.mapRuns.set(mapRun.start.arn, mapRun);
  }

  /** Every Map run that this engine has seen, in the order of their starts. */
  allMapRuns(): IterableIterator<MapRun> {
    return this.mapRuns.values();
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

  /** Ends an execution as TIMED_OUT, without any Catch, as the longest time of the service does. */
  expireExecution(arn: string): Execution {
    const execution = this.execution(arn);
    execution.end({ status: 'TIMED_OUT' });
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

  private identityOf(request: StartRequest, input: Payload): Identity {
    const { name, stateMachineArn } = request;
    const machineName = stateMachineName(stateMachineArn);
    return {
      executionArn: request.executionArn ?? executionArn(stateMachineArn, machineName, name),
      executionName: name,
      roleArn: request.roleArn ?? `arn:aws:iam::${this.options.accountId}:role/${machineName}`,
      stateMachineArn,
      stateMachineName: machineName,
      input,
      ...(request.variables ? { variables: request.variables } : {}),
      ...(request.context ? { context: request.context } : {}),
      ...(request.reference ? { reference: request.reference } : {}),
      startTime: new Date(request.startDate ?? this.options.clock.now()).toISOString(),
    };
  }

  private open(
    identity: Identity,
    part: MapRunPart | undefined,
    before: readonly HistoryEvent[] = [],
  ): Execution {
    const { clock, onStatusChange } = this.options;
    const execution = new Execution(identity, { clock, onStatusChange, part, before });
    this.executions.set(execution.arn, execution);
    return execution;
  }

  private startChild({ mapRun, parent, index, itemCount, processor, input }: StartOfChild): Execution {
    const name = uuid(this.options.random);
    const { arn, stateMachineArn } = mapRun.start;
    const child = this.open(
      {
        executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
        executionName: name,
        roleArn: parent.roleArn,
        stateMachineArn,
        stateMachineName: parent.stateMachineName,
        input,
        startTime: new Date(this.options.clock.now()).toISOString(),
      },
      { mapRunArn: arn, index, itemCount },
    );
    mapRun.began(index, { execution: child, itemCount });
    child.begin();
    runExecution(this.host, child, preparedChain(processor), undefined);
    return child;
  }

  private redriveChild(child: ChildExecution, request: ChildRequest): Execution {
    const { mapRun, index, itemCount, processor } = request;
    const { identity, history } = child;
    const redriveCount = identity.redrive?.count ?? 0;
    const startDate = child.startDate.getTime();
    const earlier = { history, redriveCount, startDate };
    const part = { mapRunArn: mapRun.start.arn, index, itemCount };
    const redriven = this.redrive(identity, preparedChain(processor), earlier, undefined, part);
    mapRun.began(index, { execution: redriven, itemCount });
    return redriven;
  }

  private redrive(
    identity: Identity,
    chain: Chain,
    { history, redriveCount, startDate }: Pick<RedriveRequest, 'history' | 'redriveCount' | 'startDate'>,
    timeoutSeconds: number | undefined,
    part?: MapRunPart,
  ): Execution {
    const now = this.options.clock.now();
    const end = history.at(-1);
    const status = ENDED_BY[end?.type ?? ''] ?? 'RUNNING';
    const stopDate = end?.timestamp.getTime();
    const reason = notRedrivable({ status, startDate, stopDate, events: history.length }, now);
    if (reason !== undefined) {
      const message = `Execution ${identity.executionArn} invalid for redrive as: ${reason}`;
      throw new EngineError('ExecutionNotRedrivable', message);
    }
    const count = redriveCount + 1;
    const redrive = { count, time: new Date(now).toISOString() };
    const execution = this.open({ ...identity, redrive }, part, history);
    execution.beginRedriven(count);
    const point = readPoint(history);
    if (point?.kind === 'ended') {
      // All was done but for the event that says so; it ends later, as one that runs does.
      const output = Payload.parse(point.output);
      void Promise.resolve().then(() => execution.end({ status: 'SUCCEEDED', output }));
    } else {
      runExecution(this.host, execution, chain, timeoutSeconds, point);
    }
    return execution;
  }
}

type StartOfChild = Parameters<Host['startChild']>[0];

/** The event that ends a history → the status that it tells of. */
const ENDED_BY: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};
