import type { HistoryEvent } from '../../engine';
import { type JsonObject, ServiceError } from '../http';
import { type ExecutionRecord, statusOf } from './execution-record';
import { type Operation, seconds } from './operation';
import { pageOf } from './paging';
import { required } from './validate';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const INCLUDED = { included: true };

const machineFields = (record: ExecutionRecord): JsonObject => ({
  stateMachineArn: record.stateMachineArn,
  ...(record.stateMachineVersionArn ? { stateMachineVersionArn: record.stateMachineVersionArn } : {}),
  ...(record.stateMachineAliasArn ? { stateMachineAliasArn: record.stateMachineAliasArn } : {}),
});

const summary = (record: ExecutionRecord): JsonObject => ({
  executionArn: record.executionArn,
  ...machineFields(record),
  name: record.name,
  status: statusOf(record),
  startDate: seconds(record.startDate),
  ...(record.end ? { stopDate: seconds(record.end.stopDate) } : {}),
  redriveCount: 0,
});

const startExecution: Operation = ({ machines, executions, newId }, input) => {
  const { machine, reference } = machines.find(input.stateMachineArn);
  const record = executions.start(machine, reference, text(input.name) ?? newId(), text(input.input) ?? '{}');
  return { executionArn: record.executionArn, startDate: seconds(record.startDate) };
};

const describeExecution: Operation = ({ executions }, input) => {
  const record = executions.get(required(input, 'executionArn'));
  const { end } = record;
  const withData = input.includedData !== 'METADATA_ONLY';
  return {
    ...summary(record),
    redriveStatus: end && end.status !== 'SUCCEEDED' ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(withData ? { input: record.input, inputDetails: INCLUDED } : {}),
    ...(withData && end?.output !== undefined ? { output: end.output, outputDetails: INCLUDED } : {}),
    ...(end?.error === undefined ? {} : { error: end.error }),
    ...(end?.cause === undefined ? {} : { cause: end.cause }),
  };
};

/** Fields of an event's details that hold execution data. */
const DATA_FIELDS = new Set(['input', 'output', 'parameters', 'assignedVariables']);

const withoutData = (details: object): JsonObject =>
  Object.fromEntries(Object.entries(details).filter(([field]) => !DATA_FIELDS.has(field)));

const eventOf = (event: HistoryEvent, withData: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(event).map(([field, value]) => {
      if (field === 'timestamp') return [field, seconds((value as Date).getTime())];
      return [field, typeof value === 'object' && !withData ? withoutData(value as object) : value];
    }),
  );

const getExecutionHistory: Operation = ({ executions }, input) => {
  const arn = required(input, 'executionArn');
  const { history } = executions.get(arn);
  const reverse = input.reverseOrder === true;
  const events = reverse ? [...history].reverse() : history;
  const page = pageOf(events, `${arn} ${reverse}`, input.maxResults, input.nextToken);
  return {
    events: page.items.map((event) => eventOf(event, input.includeExecutionData !== false)),
    ...(page.nextToken ? { nextToken: page.nextToken } : {}),
  };
};

const listExecutions: Operation = ({ machines, executions }, input) => {
  const { reference } = machines.find(input.stateMachineArn);
  const qualifier = reference.stateMachineAliasArn ?? reference.stateMachineVersionArn;
  const found = executions
    .all()
    .filter(
      (record) =>
        record.stateMachineArn === reference.stateMachineArn &&
        (qualifier === undefined ||
          record.stateMachineAliasArn === qualifier ||
          record.stateMachineVersionArn === qualifier) &&
        (input.statusFilter === undefined || statusOf(record) === input.statusFilter),
    );
  const question = `${String(input.stateMachineArn)} ${String(input.statusFilter)}`;
  const page = pageOf(found, question, input.maxResults, input.nextToken);
  return { executions: page.items.map(summary), ...(page.nextToken ? { nextToken: page.nextToken } : {}) };
};

const stopExecution: Operation = ({ executions, stop }, input) => {
  const record = executions.get(required(input, 'executionArn'));
  if (!record.end) stop(record.executionArn, text(input.error), text(input.cause));
  const { end } = record;
  if (!end) throw new ServiceError('InternalFailure', 'The execution did not stop', { status: 500 });
  return { stopDate: seconds(end.stopDate) };
};

const describeStateMachineForExecution: Operation = ({ executions, roleArnOf }, input) => {
  const record = executions.get(required(input, 'executionArn'));
  return {
    stateMachineArn: record.stateMachineArn,
    name: record.stateMachineArn.split(':')[6] ?? '',
    definition: record.definition,
    roleArn: roleArnOf(record.stateMachineArn),
    updateDate: seconds(record.startDate),
  };
};

export const EXECUTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: startExecution,
  DescribeExecution: describeExecution,
  GetExecutionHistory: getExecutionHistory,
  ListExecutions: listExecutions,
  StopExecution: stopExecution,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
};
