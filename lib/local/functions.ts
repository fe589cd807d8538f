import { type Clock, JumpingClock } from '../engine';
import type { FaultNote } from './embedded-stack';
import { functionEnvironment } from './environment';
import { FaultPlan, type FaultRule, FunctionCalls, LateStarts } from './faults';
import type { HttpFront } from './http';
import { LambdaService, type LogLine } from './lambda';
import type { Environment } from './template';

/** The newest lines kept. */
const MOST_LOG_LINES = 100_000;

export interface FunctionsOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly front: HttpFront;
  readonly concurrency: number;
  readonly faults: readonly FaultRule[];
  readonly onLog: ((line: LogLine) => void) | undefined;
  /** Whether a function may write its log: what it writes is lost otherwise. */
  readonly mayLog: (functionArn: string, logGroup: string) => boolean;
  /** Told of each invocation that is asked for. */
  readonly onInvoke: (functionName: string) => void;
  /** Told when one has ended. */
  readonly onEnd: () => void;
  /** Fails the task of a token that may no longer be open. */
  readonly failTask: (token: string, error: string, cause: string) => void;
}

/** The functions of the stack, with the fault plan on the one way to them. */
export interface Functions {
  readonly lambda: LambdaService;
  readonly calls: FunctionCalls;
  readonly plan: FaultPlan;
  readonly late: LateStarts;
  readonly logs: readonly LogLine[];
  readonly faultsHit: readonly FaultNote[];
}

export const openFunctions = (options: FunctionsOptions): Functions => {
  const { clock, environment, front } = options;
  const logs: LogLine[] = [];
  const faultsHit: FaultNote[] = [];
  const lambda: LambdaService = new LambdaService({
    clock,
    clockOffset: clock instanceof JumpingClock ? clock.sharedOffset : undefined,
    concurrency: options.concurrency,
    environmentOf: (config, workerId) => functionEnvironment(config, environment, front.urlFor(workerId)),
    log: (line) => {
      const config = lambda.find(line.functionName)?.config;
      if (config?.logGroup && !options.mayLog(config.arn, config.logGroup)) return;
      logs.push(line);
      if (logs.length > MOST_LOG_LINES) logs.shift();
      options.onLog?.(line);
    },
    onInvoke: options.onInvoke,
    onEnd: options.onEnd,
  });
  const plan = new FaultPlan(options.faults);
  const late = new LateStarts();
  const calls = new FunctionCalls({
    clock,
    lambda,
    plan,
    late,
    failTask: options.failTask,
    onFault: (kind, { command, step, sagaId }) => faultsHit.push({ kind, command, step, sagaId }),
  });
  return { lambda, calls, plan, late, logs, faultsHit };
};
