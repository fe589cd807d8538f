import {
  type Handlers,
  type InvocationContext,
  type LogFields,
  type Logger,
  type MemoryTable,
  memoryLedger,
  memorySagaLog,
  memoryTable,
  type ParticipantHandler,
  type ParticipantPorts,
  participant,
} from '../../../lib/runtime';
import type {
  Ledger,
  ParticipantsOf,
  SagaDefinition,
  SagaEvent,
  SagaHeader,
  SagaLog,
  SagaState,
  TaskAnswers,
} from '../../../lib/saga';
import { foldEvents } from '../../../lib/saga';
import { ManualClock } from './manual-clock';

/** Calls that change something: one write call to the database each. */
const WRITES = new Set<PropertyKey>([
  'commit',
  'begin',
  'finish',
  'undo',
  'settle',
  'fence',
  'start',
  'append',
  'appendAndRaise',
  'raise',
]);

export type TaskAnswer =
  | { readonly kind: 'success'; readonly token: string; readonly output: unknown }
  | { readonly kind: 'failure'; readonly token: string; readonly error: string; readonly cause: string };

/** One write call, as `log.append` or `ledger.commit`. */
export type WriteCall = `${'log' | 'ledger'}.${string}`;

/** The process dies at a write: nothing of this call was written, or all of it but nobody heard. */
export class Crash extends Error {}

/**
 * One participant on memory ports. Every write call is counted, and the n-th may crash before or after it was carried
 * out.
 */
export class MemoryDesk {
  readonly clock = new ManualClock();
  readonly table: MemoryTable = memoryTable();
  readonly writes: WriteCall[] = [];
  readonly lines: { readonly message: string; readonly fields: LogFields }[] = [];
  readonly answered: TaskAnswer[] = [];
  readonly ledger: Ledger = memoryLedger(this.table, this.clock);
  readonly log: SagaLog = memorySagaLog();
  /** Milliseconds left of each invocation. */
  remaining = 10_000;
  crash: { readonly at: number; readonly when: 'before' | 'after' } | undefined;
  /** What the task token service throws at the next answers. */
  answerFailure: Error | undefined;

  private readonly answers: TaskAnswers = {
    succeed: async (token, output) => this.note({ kind: 'success', token, output }),
    fail: async (token, error, cause) => this.note({ kind: 'failure', token, error, cause }),
  };

  private readonly logger: Logger = {
    info: (message, fields = {}) => void this.lines.push({ message, fields }),
    warn: (message, fields = {}) => void this.lines.push({ message, fields }),
  };

  readonly ports: ParticipantPorts = {
    clock: this.clock,
    logger: this.logger,
    ledger: () => this.watched('ledger', this.ledger),
    log: () => this.watched('log', this.log),
    answers: this.answers,
    random: () => 0.5,
    maxReceives: 10,
  };

  readonly context: InvocationContext = { getRemainingTimeInMillis: () => this.remaining };

  /** A handler on these ports. */
  handler<Definition extends SagaDefinition, const By extends ParticipantsOf<Definition>>(
    definition: Definition,
    by: By,
    handlers: NoInfer<Handlers<Definition, By>>,
  ): (event: unknown) => Promise<unknown> {
    const handle: ParticipantHandler = participant(definition, by, handlers, () => this.ports);
    return (event) => handle(event, this.context);
  }

  /** What the log says about a saga. */
  async saga(name: string, id: string): Promise<LoggedSaga | undefined> {
    const read = await this.log.read({ name, id });
    return read && { ...read, state: foldEvents(read.header.steps, read.events) };
  }

  private note(answer: TaskAnswer): void {
    if (this.answerFailure) throw this.answerFailure;
    this.answered.push(answer);
  }

  private watched<Port extends object>(name: 'log' | 'ledger', port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
        if (!WRITES.has(property)) return method;
        return async (...args: unknown[]) => {
          const index = this.writes.push(`${name}.${String(property)}`) - 1;
          const crash = this.crash?.at === index ? this.crash.when : undefined;
          if (crash === 'before') throw new Crash('before the write');
          const answer = await method(...args);
          if (crash === 'after') throw new Crash('after the write');
          return answer;
        };
      },
    });
  }
}

export interface LoggedSaga {
  readonly header: SagaHeader;
  readonly events: readonly SagaEvent[];
  readonly state: SagaState;
}
