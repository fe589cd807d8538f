import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HistoryEvent } from '../../engine';
import { openAppender, readJournal, replaceJournal, setAside } from '../journal';
import type { ExecutionEnd, ExecutionStart, Redrives } from './execution-record';
import { isLine, type Line } from './journal-line';
import { type JournaledExecution, replayJournal } from './replay-journal';
import { replayResources } from './replay-resources';
import type { KeepResource, KeptResource } from './resource-line';

/** A journal, and what it holds. */
export interface OpenedJournal {
  readonly journal: ExecutionJournal;
  /** In order of start. */
  readonly executions: readonly JournaledExecution[];
  /** What the API had made beside them. */
  readonly resources: readonly KeptResource[];
  /** The newest time in it, epoch milliseconds; 0 when it is empty. */
  readonly newest: number;
}

/**
 * The executions on disk: one file that is only appended to.
 *
 * Invariants:
 * 1. A line is written with one synchronous `write`: it survives the death of the process (SIGKILL), and a torn last
 *    line is dropped when the file is read.
 * 2. What an execution has come to is written before its next task is called, so that the journal shows every state
 *    whose effects may exist.
 */
export class ExecutionJournal {
  private readonly definitions = new Map<string, number>();
  private nextDefinition = 0;

  private constructor(private readonly lines: ReturnType<typeof openAppender>) {}

  /**
   * Opens the journal, and compacts it.
   * @param tell told in one sentence of what could not be read
   * @throws Error that names the file when nothing of it can be used
   */
  static open(path: string, tell: (note: string) => void = () => undefined): OpenedJournal {
    mkdirSync(dirname(path), { recursive: true });
    const entries = readJournal(path, isLine);
    const executions = replayJournal(entries);
    const note = setAside(path, entries);
    if (note !== undefined) tell(`${note}; ${incomplete(executions)}`);
    const lines = entries.flatMap((entry) => ('line' in entry ? [entry.line] : []));
    replaceJournal(path, lines);
    const journal = new ExecutionJournal(openAppender(path));
    for (const line of lines) if (line.t === 'definition') journal.know(line);
    return { journal, executions, resources: replayResources(entries), newest: newestOf(executions) };
  }

  started(start: ExecutionStart): void {
    const { definition, ...rest } = start;
    let id = this.definitions.get(definition);
    const lines: Line[] = [];
    if (id === undefined) {
      id = this.nextDefinition++;
      this.definitions.set(definition, id);
      lines.push({ t: 'definition', id, text: definition });
    }
    this.lines.append(...lines, { t: 'start', start: rest, definition: id });
  }

  happened(arn: string, events: readonly HistoryEvent[]): void {
    if (events.length > 0) this.lines.append({ t: 'events', arn, events });
  }

  ended(arn: string, events: readonly HistoryEvent[], end: ExecutionEnd): void {
    this.lines.append({ t: 'events', arn, events }, { t: 'end', arn, end });
  }

  redriven(arn: string, redrives: Redrives): void {
    this.lines.append({ t: 'redriven', arn, redrives });
  }

  announced(arn: string): void {
    this.lines.append({ t: 'announced', arn });
  }

  readonly keep: KeepResource = (kind, arn, value) => {
    this.lines.append({ t: 'resource', kind, arn, ...(value ? { value } : {}) });
  };

  close(): void {
    this.lines.close();
  }

  private know({ id, text }: Extract<Line, { t: 'definition' }>): void {
    this.definitions.set(text, id);
    this.nextDefinition = Math.max(this.nextDefinition, id + 1);
  }
}

const incomplete = (executions: readonly JournaledExecution[]): string => {
  const count = executions.filter(({ mayMiss }) => mayMiss).length;
  const whose = count === 1 ? 'of 1 execution' : `of ${count} executions`;
  return `the history ${whose} may be incomplete, as saga show says`;
};

const newestOf = (executions: readonly JournaledExecution[]): number =>
  executions.reduce(
    (newest, { start, end, history }) =>
      Math.max(newest, start.startDate, end?.stopDate ?? 0, history.at(-1)?.timestamp.getTime() ?? 0),
    0,
  );
