import { type Clock, sleep } from '../../engine';
import type { FunctionTarget, InvocationMarks, InvocationResult, LambdaService } from '../lambda';
import { type CommandNote, commandIn } from './command';
import { answered, type InvokeOutcome, type RecordOutcome } from './fault-kind';
import type { FaultPlan } from './fault-plan';
import type { LateStarts } from './late-starts';

/** Waits before the second and the third attempt of an asynchronous invocation, in milliseconds. Source: Lambda. */
const ASYNCHRONOUS_RETRIES = [60_000, 120_000];

export interface FunctionCallsOptions {
  readonly clock: Clock;
  readonly lambda: LambdaService;
  readonly plan: FaultPlan;
  readonly late: LateStarts;
  /** Fails the task of a token; a token that is no longer open is ignored. */
  readonly failTask: (token: string, error: string, cause: string) => void;
  /** Told of every attempt that a fault hits. */
  readonly onFault: (kind: string, note: CommandNote) => void;
}

/** One message on its way to a function. */
export interface QueuedCommand {
  readonly body: string;
  /** Runs the function on this message alone. */
  readonly run: (marks?: InvocationMarks) => Promise<RecordOutcome>;
  /** Takes it off the queue. */
  readonly consume: () => void;
}

/** The one way to a function, whoever calls: here the fault plan steps in, so no handler knows of it. */
export class FunctionCalls {
  constructor(private readonly options: FunctionCallsOptions) {}

  /** A synchronous invocation. */
  async direct(target: FunctionTarget, payload: string): Promise<InvokeOutcome> {
    const { plan, late, lambda } = this.options;
    if (!plan.active) return answered(await lambda.invoke(target, payload));
    const note = commandIn(payload);
    late.asked(note);
    const run = async (marks?: InvocationMarks): Promise<InvocationResult> => {
      const result = await lambda.invoke(target, payload, marks);
      if (!result.functionError) late.ran(note);
      return result;
    };
    const hit = plan.hit(note);
    if (!hit || !note) return answered(await run());
    this.options.onFault(hit.name, note);
    const runLate = (): void =>
      late.add(note, (moment) => {
        hit.started(moment);
        void run();
      });
    return hit.kind.direct({ run, runLate, spend: hit.spend });
  }

  /** An asynchronous invocation: Lambda tries it again twice when the function fails. */
  async asynchronous(target: FunctionTarget, payload: string): Promise<void> {
    for (const wait of [...ASYNCHRONOUS_RETRIES, undefined]) {
      const outcome = await this.direct(target, payload);
      if (outcome.kind === 'answered' && !outcome.result.functionError) return;
      if (wait !== undefined) await sleep(this.options.clock, wait);
    }
  }

  /** The fault that hits a message, as a function that brings it about; undefined when it goes the normal way. */
  faultOf(command: QueuedCommand): (() => Promise<RecordOutcome>) | undefined {
    const { plan, late } = this.options;
    if (!plan.active) return undefined;
    const note = commandIn(command.body);
    const hit = plan.hit(note);
    if (!hit || !note) return undefined;
    this.options.onFault(hit.name, note);
    return () =>
      hit.kind.queued({
        run: command.run,
        runLate: () =>
          late.add(note, (moment) => {
            hit.started(moment);
            void command.run();
          }),
        spend: hit.spend,
        refuse: async () => {
          if (note.taskToken === undefined) return;
          this.options.failTask(note.taskToken, 'BusinessError', 'InjectedFault: refused by the fault plan');
        },
        consume: command.consume,
      });
  }
}
