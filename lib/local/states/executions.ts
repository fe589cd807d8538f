import type { Clock, Execution, HistoryEvent } from '../../engine';
import { ServiceError } from '../http';
import { endEvent, endIn } from './end-event';
import type { ExecutionJournal } from './execution-journal';
import {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionStart,
  type MachineReference,
  type Redrives,
  statusOf,
} from './execution-record';
import type { StateMachine } from './machine';
import type { JournaledExecution } from './replay-journal';
import { checkExecutionInput, checkName } from './validate';

export interface ExecutionsOptions {
  readonly clock: Clock;
  /** Where they are kept across restarts. */
  readonly journal: ExecutionJournal | undefined;
  /** Starts the engine on it. */
  readonly run: (start: ExecutionStart) => Execution;
  /** Lets the engine run it on from where it failed. */
  readonly redrive: (record: ExecutionRecord, redriveCount: number) => Execution;
  /** Told when an execution has started and when it has ended; an end counts as announced when this has resolved. */
  readonly announce: (record: ExecutionRecord) => Promise<void>;
}

interface MutableRecord extends ExecutionRecord {
  history: readonly HistoryEvent[];
  /** Events that the journal has. */
  journaled: number;
}

/** Error and cause of an execution that was running when the stack died. */
const DIED = {
  error: 'EmbeddedStack.Stopped',
  cause: 'The stack was stopped while the execution was running.',
};

/** How long, and how many, client tokens of redrives are remembered. Source: API reference, RedriveExecution. */
const TOKEN_MS = 15 * 60 * 1000;
const TOKENS = 10;

const knownTokens = (redrives: Redrives | undefined, now: number): Redrives['tokens'] =>
  (redrives?.tokens ?? []).filter(({ date }) => now - date < TOKEN_MS).slice(-TOKENS);

/** All executions: those that run, those that are over, and those of earlier runs of the stack. */
export class Executions {
  private readonly records = new Map<string, MutableRecord>();
  private runningCount = 0;
  private closed = false;

  constructor(private readonly options: ExecutionsOptions) {}

  /**
   * Starts one, or gives the one that runs under the same name with the same input.
   * @throws ServiceError `InvalidName`, `InvalidExecutionInput`, `ExecutionAlreadyExists`.
   */
  start(machine: StateMachine, reference: MachineReference, name: string, input: string): ExecutionRecord {
    checkName(name);
    checkExecutionInput(input);
    const executionArn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.records.get(executionArn);
    if (existing) {
      if (statusOf(existing) === 'RUNNING' && existing.input === input) return existing;
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    const start: ExecutionStart = {
      ...reference,
      executionArn,
      name,
      input,
      startDate: this.options.clock.now(),
      definition: machine.definition,
      roleArn: machine.roleArn,
      ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
      updateDate: machine.updateDate ?? machine.creationDate,
    };
    const record: MutableRecord = { ...start, end: undefined, history: [], journaled: 0 };
    this.records.set(executionArn, record);
    this.runningCount++;
    this.options.journal?.started(start);
    record.history = this.options.run(start).history;
    void this.options.announce(record);
    return record;
  }

  /**
   * Runs one on from where it failed. The same client token again answers as the first time.
   * @returns when it was redriven, epoch milliseconds
   * @throws ServiceError `ExecutionDoesNotExist`; what the engine throws when it cannot be redriven
   */
  redrive(executionArn: string, clientToken: string | undefined): number {
    const record = this.get(executionArn) as MutableRecord;
    const now = this.options.clock.now();
    const tokens = knownTokens(record.redrives, now);
    const known = tokens.find(({ token }) => token === clientToken);
    if (known) return known.date;
    const { history } = this.options.redrive(record, record.redrives?.count ?? 0);
    this.reopen(record, history, {
      count: (record.redrives?.count ?? 0) + 1,
      date: now,
      tokens: clientToken === undefined ? tokens : [...tokens, { token: clientToken, date: now }],
    });
    return now;
  }

  /** The engine has started or redriven a child execution of a distributed Map. */
  adopt(start: ExecutionStart, history: readonly HistoryEvent[], redrives: Redrives | undefined): void {
    const known = this.records.get(start.executionArn);
    if (known && redrives) {
      this.reopen(known, history, redrives);
      return;
    }
    this.records.set(start.executionArn, { ...start, end: undefined, history, journaled: 0 });
    this.runningCount++;
    this.options.journal?.started(start);
    void this.options.announce(this.get(start.executionArn));
  }

  /** Writes to the journal what has happened so far; called before each task of the execution. */
  flush(executionArn: string): void {
    const record = this.records.get(executionArn);
    if (!record || !this.options.journal || this.closed) return;
    this.options.journal.happened(executionArn, record.history.slice(record.journaled));
    record.journaled = record.history.length;
  }

  /** The engine reports the end of one. */
  ended(executionArn: string, end: ExecutionEnd): void {
    const record = this.records.get(executionArn);
    if (!record || record.end || this.closed) return;
    record.end = end;
    this.runningCount--;
    this.options.journal?.ended(executionArn, record.history.slice(record.journaled), end);
    record.journaled = record.history.length;
    void this.tell(record);
  }

  /**
   * Takes over what an earlier run of the stack has left. What was running is ABORTED now; an end whose event may have
   * been lost is announced again.
   */
  async restore(journaled: readonly JournaledExecution[]): Promise<void> {
    const unannounced: MutableRecord[] = [];
    for (const { start, end, history, announced, mayMiss, redrives } of journaled) {
      const record: MutableRecord = { ...start, end, redrives, history, journaled: history.length };
      this.records.set(start.executionArn, record);
      if (!end)
        this.complete(record, { status: 'ABORTED', stopDate: this.options.clock.now(), ...DIED }, mayMiss);
      else if (endIn(history) === undefined) this.complete(record, end, true);
      if (!announced) unannounced.push(record);
    }
    for (const record of unannounced) await this.tell(record);
  }

  /** The stack goes down: what happens from now on (functions cut off) is not what became of the executions. */
  close(): void {
    this.closed = true;
  }

  /** @throws ServiceError `ExecutionDoesNotExist`. */
  get(executionArn: string): ExecutionRecord {
    const record = this.records.get(executionArn);
    if (!record)
      throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return record;
  }

  /** Newest first. */
  all(): readonly ExecutionRecord[] {
    return [...this.records.values()].reverse();
  }

  /** Whether an execution of the machine, or of one of its versions, runs. */
  runsOf(stateMachineArn: string): boolean {
    return [...this.records.values()].some(
      (record) => record.stateMachineArn === stateMachineArn && !record.end,
    );
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.records.get(executionArn);
  }

  get running(): number {
    return this.runningCount;
  }

  private reopen(record: MutableRecord, history: readonly HistoryEvent[], redrives: Redrives): void {
    record.redrives = redrives;
    record.end = undefined;
    record.history = history;
    this.runningCount++;
    this.options.journal?.redriven(record.executionArn, redrives);
    this.flush(record.executionArn);
    void this.options.announce(record);
  }

  /** Writes the last event of a history that has none. */
  private complete(record: MutableRecord, end: ExecutionEnd, missing: boolean): void {
    const event = endEvent(record.history, end, missing);
    record.history = [...record.history, event];
    record.journaled = record.history.length;
    record.end = end;
    this.options.journal?.ended(record.executionArn, [event], end);
  }

  private async tell(record: MutableRecord): Promise<void> {
    await this.options.announce(record);
    // Not after the journal was closed: the next run announces it again, which is harmless.
    if (!this.closed) this.options.journal?.announced(record.executionArn);
  }
}
