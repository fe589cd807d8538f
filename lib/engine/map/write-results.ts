import { STATES_ERROR, StateFailure, TaskError } from '../errors';
import type { Frame } from '../frame';
import type { StateQuery } from '../query/state-query';
import type { ChildExecution, MapRun } from './map-run';

/** `ResultWriter` of a Map, evaluated. */
interface ResultWriter {
  readonly Resource?: string;
  readonly Arguments?: { readonly Bucket?: unknown; readonly Prefix?: unknown };
  readonly WriterConfig?: { readonly Transformation?: string; readonly OutputType?: string };
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

const INCLUDED = { Included: true };

/** A child execution with all that is known of it. Source: developer guide, "ResultWriter". */
const described = (child: ChildExecution): object => {
  const succeeded = child.status === 'SUCCEEDED';
  return {
    ExecutionArn: child.arn,
    Input: child.input,
    InputDetails: INCLUDED,
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: child.output, OutputDetails: INCLUDED }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    RedriveCount: child.identity.redrive?.count ?? 0,
    RedriveStatus: succeeded ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    ...(succeeded ? { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' } : {}),
    StartDate: child.startDate.toISOString(),
    StateMachineArn: child.stateMachineArn,
    Status: child.status,
    ...(child.stopDate ? { StopDate: child.stopDate.toISOString() } : {}),
  };
};

/** What a child comes to; one that failed is told whole, whatever is asked for. */
const TRANSFORMATIONS: Readonly<Record<string, (child: ChildExecution) => readonly unknown[]>> = {
  NONE: (child) => [described(child)],
  COMPACT: (child) => [child.status === 'SUCCEEDED' ? parsed(child.output) : described(child)],
  FLATTEN: (child) => {
    const output = child.status === 'SUCCEEDED' ? parsed(child.output) : described(child);
    return Array.isArray(output) ? output : [output];
  },
};

const FORMATS: Readonly<Record<string, (results: readonly unknown[]) => string>> = {
  JSON: (results) => JSON.stringify(results),
  JSONL: (results) => results.map((result) => `${JSON.stringify(result)}\n`).join(''),
};

/** Files by the status of the executions in them; one that was never started is pending. */
const FILES: Readonly<Record<string, (child: ChildExecution) => boolean>> = {
  FAILED: ({ status }) => status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED',
  PENDING: ({ status }) => status === 'RUNNING',
  SUCCEEDED: ({ status }) => status === 'SUCCEEDED',
};

const childrenOf = ({ children }: MapRun): readonly ChildExecution[] =>
  [...children].sort(([a], [b]) => a - b).map(([, { execution }]) => execution);

/** Writes a file for each status that there is, and a manifest that names them. */
const exported = async (frame: Frame, mapRun: MapRun, writer: ResultWriter): Promise<object> => {
  const { mapStorage } = frame.thread.host;
  const { Bucket, Prefix } = writer.Arguments ?? {};
  if (!mapStorage) throw new StateFailure(STATES_ERROR.resultWriterFailed, 'there is no S3 here');
  if (typeof Bucket !== 'string' || !(Prefix === undefined || typeof Prefix === 'string')) {
    throw new StateFailure(
      STATES_ERROR.resultWriterFailed,
      'Bucket and Prefix of the ResultWriter have to be texts',
    );
  }
  const { Transformation = 'NONE', OutputType = 'JSON' } = writer.WriterConfig ?? {};
  const transform = TRANSFORMATIONS[Transformation] as (child: ChildExecution) => readonly unknown[];
  const format = FORMATS[OutputType] as (results: readonly unknown[]) => string;
  const { arn } = mapRun.start;
  const folder = [Prefix?.replace(/\/$/, ''), arn.split(':').at(-1)].filter(Boolean).join('/');
  const put = async (
    name: string,
    content: string,
  ): Promise<{ readonly Key: string; readonly Size: number }> => {
    const key = `${folder}/${name}`;
    await mapStorage.putObject({ bucket: Bucket, key }, content, frame.thread.identity);
    return { Key: key, Size: Buffer.byteLength(content) };
  };
  const files: Record<string, readonly object[]> = {};
  for (const [status, belongs] of Object.entries(FILES)) {
    const results = childrenOf(mapRun).filter(belongs).flatMap(transform);
    const name = `${status}_0.${OutputType.toLowerCase()}`;
    files[status] = results.length === 0 ? [] : [await put(name, format(results))];
  }
  const manifest = { DestinationBucket: Bucket, MapRunArn: arn, ResultFiles: files };
  const { Key } = await put('manifest.json', JSON.stringify(manifest));
  return { MapRunArn: arn, ResultWriterDetails: { Bucket, Key } };
};

/**
 * The result of a distributed Map: what its ResultWriter makes of its child executions, or their outputs. Fails the state
 * with `States.ResultWriterFailed`.
 */
export const writeResults = async (
  frame: Frame,
  query: StateQuery,
  mapRun: MapRun,
  outputs: readonly unknown[],
): Promise<unknown> => {
  const writer = (await query.read(frame, 'ResultWriter')) as ResultWriter | undefined;
  if (!writer) return outputs;
  if (writer.Resource === undefined) {
    const { Transformation = 'COMPACT' } = writer.WriterConfig ?? {};
    return childrenOf(mapRun).flatMap(
      TRANSFORMATIONS[Transformation] as (child: ChildExecution) => readonly unknown[],
    );
  }
  try {
    return await exported(frame, mapRun, writer);
  } catch (error) {
    if (error instanceof TaskError) throw new StateFailure(STATES_ERROR.resultWriterFailed, error.taskCause);
    throw error;
  }
};
