import type { SweeperTools } from '../../../lambdas/operations/sweep/sweep-tools';
import type { ErrorsTools, StartFunctionTools } from '../../../lambdas/operations/tools';
import {
  actionCommand,
  executionArn,
  type Handlers,
  isoTime,
  type LogFields,
  memorySweepCursor,
  type QueueEvent,
  startOf,
} from '../../../lib/runtime';
import type {
  Command,
  ExecutionSummary,
  Orchestrator,
  SagaDefinition,
  SagaReference,
} from '../../../lib/saga';
import { findStep } from '../../../lib/saga';
import { MemoryDesk } from '../../runtime/support/memory-desk';
import { noRemoval } from './no-removal';

export const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Saga';
export const UNWIND_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Unwind';

export const arnOf = (name: string): string =>
  executionArn(/-u\d+$/.test(name) ? UNWIND_MACHINE : MACHINE, name);

interface Execution extends ExecutionSummary {
  /** In the order of time. */
  readonly entered: readonly string[];
}

/**
 * The operations' functions around one participant in memory. Executions are set by the test: it is the one who kills
 * them. Queues and invocations are recorded, and carried out by the participant itself.
 */
export class OperationsBench<Definition extends SagaDefinition> {
  readonly desk = new MemoryDesk();
  readonly cursor = memorySweepCursor();
  readonly executions = new Map<string, Execution>();
  readonly started: { readonly name: string; readonly input: unknown }[] = [];
  readonly errors: unknown[] = [];
  readonly refused: unknown[] = [];
  readonly delays: { readonly handle: string; readonly seconds: number }[] = [];
  readonly invoked: Command[] = [];
  readonly lines: { readonly message: string; readonly fields: LogFields }[] = [];
  /** What invocations fail with, as long as it is set. */
  invokeFailure: Error | undefined;
  /** What the dead-letter queue and the delays fail with, as long as it is set. */
  queueFailure: Error | undefined;
  private readonly participant: (event: unknown) => Promise<unknown>;

  constructor(
    readonly definition: Definition,
    handlers: Handlers<Definition, 'desk'>,
  ) {
    this.participant = this.desk.handler(definition, 'desk' as never, handlers as never);
  }

  get tools(): ErrorsTools & StartFunctionTools & SweeperTools {
    const { clock } = this.desk;
    return {
      definition: this.definition,
      clock,
      now: () => isoTime(clock.now()),
      logger: {
        info: (message, fields = {}) => void this.lines.push({ message, fields }),
        warn: (message, fields = {}) => void this.lines.push({ message, fields }),
      },
      log: this.desk.log,
      orchestrator: this.orchestrator,
      cursor: this.cursor,
      ...noRemoval,
      random: () => 0.5,
      invoke: async (_participant, command) => {
        this.invoked.push(command);
        if (this.invokeFailure) throw this.invokeFailure;
        return this.participant(structuredClone(command));
      },
      errors: {
        send: async (body) => void this.errors.push(structuredClone(body)),
        delay: async (handle, seconds) => {
          if (this.queueFailure) throw this.queueFailure;
          this.delays.push({ handle, seconds });
        },
      },
      deadLetters: {
        send: async (body) => {
          if (this.queueFailure) throw this.queueFailure;
          this.refused.push(body);
        },
        delay: async () => undefined,
      },
      stateMachineArn: MACHINE,
      unwindMachineArn: UNWIND_MACHINE,
    };
  }

  /** Sends a command straight to the participant. */
  send(command: Command): Promise<unknown> {
    return this.participant(command);
  }

  reference(id = 's-1'): SagaReference {
    return {
      name: this.definition.name,
      id,
      version: this.definition.version,
      startTime: '2026-11-24T10:00:00.000Z',
      deadlineSeconds: this.definition.deadlineSeconds,
    };
  }

  /** The saga as begun by its first handler, with these steps carried out. */
  async ran(input: unknown, ...steps: string[]): Promise<void> {
    const saga = this.reference();
    await this.desk.log.start({ ...startOf(this.definition, saga), input }, saga.startTime);
    for (const name of steps) {
      const logged = await this.logged();
      const { by, compensation } = findStep(this.definition, name) ?? {};
      const step = {
        name,
        by: by ?? '',
        type: 'retriable',
        ...(compensation ? { compensation } : {}),
      } as const;
      const command = actionCommand(saga, step, logged, 1);
      await this.participant({ ...command, step: { ...command.step, runner: 'main' } });
    }
  }

  async logged(id = 's-1') {
    const saga = await this.desk.saga(this.definition.name, id);
    if (!saga) throw new Error(`the log does not know ${id}`);
    return saga;
  }

  async typesOf(step?: string): Promise<readonly string[]> {
    return (await this.logged()).events.filter((event) => event.step === step).map(({ type }) => type);
  }

  execution(name: string, status: ExecutionSummary['status'], more: Partial<Execution> = {}): void {
    const arn = arnOf(name);
    this.executions.set(arn, { arn, status, startTime: '2026-11-24T10:00:00.000Z', entered: [], ...more });
  }

  private readonly orchestrator: Orchestrator = {
    start: async (machine, name, input) => {
      const arn = executionArn(machine, name);
      const found = this.executions.get(arn);
      if (found) return found.status === 'RUNNING' && found.input === input ? 'started' : 'exists';
      this.started.push({ name, input: JSON.parse(input) as unknown });
      this.executions.set(arn, { arn, status: 'RUNNING', input, entered: [] });
      return 'started';
    },
    describe: async (arn) => this.executions.get(arn),
    stop: async () => {
      throw new Error('nothing here stops an execution');
    },
    statesEntered: (arn) => newestFirst(this.executions.get(arn)?.entered ?? []),
  };
}

async function* newestFirst(states: readonly string[]): AsyncIterable<string> {
  yield* [...states].reverse();
}

/** A batch as SQS hands it over; each body is a message of its own. */
export const queueEvent = (bodies: readonly unknown[], receives = 1): QueueEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index + 1}`,
    receiptHandle: `r${index + 1}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives) },
  })),
});

export const deadEvent = (
  name: string,
  status: 'ABORTED' | 'TIMED_OUT' | 'FAILED' = 'ABORTED',
  startDate?: number,
) => ({
  version: '0',
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn: arnOf(name),
    stateMachineArn: arnOf(name).includes('Unwind') ? UNWIND_MACHINE : MACHINE,
    name,
    status,
    ...(startDate === undefined ? {} : { startDate }),
  },
});
