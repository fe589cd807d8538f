import type { OperationPorts, PeekedMessage, QueueLook } from '../../../lib/operations';
import {
  executionArn,
  isoTime,
  type MemoryTable,
  memoryCounters,
  memoryLedger,
  memoryRecords,
  memorySagaLog,
  memoryTable,
  startOf,
} from '../../../lib/runtime';
import {
  type ExecutionSummary,
  foldEvents,
  type LedgerState,
  ledgerKey,
  type Orchestrator,
  type SagaDefinition,
  type SagaEvent,
  type SagaReference,
} from '../../../lib/saga';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Saga';
const UNWIND = 'arn:aws:states:us-east-1:000000000000:stateMachine:Unwind';

/** One deployed saga in memory: nothing runs by itself, everything that operations do can be seen. */
export class MemoryOperations {
  time = Date.parse('2026-11-24T10:00:00.000Z');
  readonly executions = new Map<string, ExecutionSummary>();
  /** States that an execution has entered, by its name, in the order of time. */
  readonly entered = new Map<string, readonly string[]>();
  /** What happened at the orchestrator, in order. */
  readonly calls: string[] = [];
  readonly errors: unknown[] = [];
  deadLetters: PeekedMessage[] = [];
  refused: PeekedMessage[] = [];
  /** Receives that looks at queues were given, in order. */
  readonly looks: number[] = [];
  readonly ports: OperationPorts;
  private readonly tables = new Map<string, MemoryTable>();

  constructor(readonly definition: SagaDefinition) {
    const clock = { now: () => this.time };
    this.ports = {
      definition,
      clock,
      now: () => isoTime(this.time),
      log: memorySagaLog(),
      orchestrator: this.orchestrator(),
      ledgerOf: (participant) => memoryLedger(this.table(participant), clock),
      countersOf: (participant) => memoryCounters(this.table(participant)),
      recordsOf: (participant) => memoryRecords(this.table(participant)),
      errors: { send: async (body) => void this.errors.push(structuredClone(body)) },
      deadLetters: {
        peek: async (receives) => this.looked(this.deadLetters, receives),
        remove: async (isMeant, receives) => {
          const { messages } = this.looked(this.deadLetters, receives);
          this.deadLetters = this.deadLetters.filter((one) => !(messages.includes(one) && isMeant(one)));
        },
      },
      refusedRequests: { peek: async (receives) => this.looked(this.refused, receives) },
      stateMachineArn: MACHINE,
      unwindMachineArn: UNWIND,
    };
  }

  reference(id: string): SagaReference {
    return {
      name: this.definition.name,
      id,
      version: this.definition.version,
      startTime: isoTime(this.time),
      deadlineSeconds: this.definition.deadlineSeconds,
    };
  }

  /** A saga of which the log holds these events, each a second after the one before. */
  async logged(
    id: string,
    events: readonly Partial<SagaEvent>[],
    input: unknown = { any: 'input' },
  ): Promise<void> {
    const saga = this.reference(id);
    await this.ports.log.start({ ...startOf(this.definition, saga), input }, isoTime(this.time));
    for (const event of events) {
      this.time += 1000;
      await this.ports.log.append(saga, {
        type: 'StepStarted',
        runner: 'main',
        attempt: 1,
        at: isoTime(this.time),
        ...event,
      });
    }
    const { header } = await this.read(id);
    const { status } = foldEvents(header.steps, events as readonly SagaEvent[]);
    await this.ports.log.raise(saga, status, isoTime(this.time));
  }

  execution(name: string, more: Partial<ExecutionSummary>, machine: 'saga' | 'unwind' = 'saga'): void {
    const arn = executionArn(machine === 'saga' ? MACHINE : UNWIND, name);
    this.executions.set(arn, { arn, status: 'RUNNING', startTime: isoTime(this.time), ...more });
  }

  async read(id: string) {
    const logged = await this.ports.log.read({ name: this.definition.name, id });
    if (!logged) throw new Error(`the log does not know ${id}`);
    return { ...logged, state: foldEvents(logged.header.steps, logged.events) };
  }

  async ledgerState(id: string, step: string): Promise<LedgerState | undefined> {
    const by = (await this.read(id)).header.steps.find(({ name }) => name === step)?.by ?? '';
    return (await this.ports.ledgerOf(by).read(ledgerKey({ name: this.definition.name, id }, step)))?.state;
  }

  private looked(messages: readonly PeekedMessage[], receives: number): QueueLook {
    this.looks.push(receives);
    return { messages: messages.slice(0, 10 * receives), more: messages.length > 10 * receives };
  }

  table(participant: string): MemoryTable {
    const table = this.tables.get(participant) ?? memoryTable();
    this.tables.set(participant, table);
    return table;
  }

  private orchestrator(): Orchestrator {
    return {
      start: async (machine, name, input) => {
        const arn = executionArn(machine, name);
        this.calls.push(`start ${name}`);
        const found = this.executions.get(arn);
        if (found) return found.status === 'RUNNING' && found.input === input ? 'started' : 'exists';
        this.executions.set(arn, { arn, status: 'RUNNING', startTime: isoTime(this.time), input });
        return 'started';
      },
      describe: async (arn) => this.executions.get(arn),
      stop: async (arn, error, cause) => {
        this.calls.push(`stop ${arn.split(':').pop()}`);
        const found = this.executions.get(arn);
        if (found) this.executions.set(arn, { ...found, status: 'ABORTED', error, cause });
      },
      statesEntered: (arn) => newestFirst(this.entered.get(arn.split(':').pop() ?? '') ?? []),
    };
  }
}

async function* newestFirst(states: readonly string[]): AsyncIterable<string> {
  yield* [...states].reverse();
}
