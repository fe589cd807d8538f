import type { HistoryEvent } from '../../engine';
import { type JsonObject, ServiceError } from '../http';
import { resourceIn } from './arn';
import { type ExecutionRecord, statusOf } from './execution-record';
import { configurationOf } from './machine';
import { type Operation, optionalText, type StatesContext, seconds } from './operation';
import { pageOf } from './paging';
import { redriveFields } from './redrive-fields';

const INCLUDED = { included: true };

/** What only one type of machine can do. Source of the sentence: recorded answers. */
export const typeNotSupported = (): ServiceError =>
  new ServiceError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  );

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
  ...(record.child ? { mapRunArn: record.child.mapRunArn } : {}),
  redriveCount: record.redrives?.count ?? 0,
  ...(record.redrives ? { redriveDate: seconds(record.redrives.date) } : {}),
});

/** As ListExecutions tells it. */
const listed = (record: ExecutionRecord): JsonObject => ({
  ...summary(record),
  ...(record.child ? { itemCount: record.child.itemCount } : {}),
});

const isDeleting = ({ machines }: StatesContext, { stateMachineArn }: ExecutionRecord): boolean =>
  machines.has(stateMachineArn) && machines.statusOf(stateMachineArn) === 'DELETING';

/** @throws ServiceError `InvalidArn`, also for an execution of an Express workflow, or `ExecutionDoesNotExist` */
const recordOf = ({ executions }: StatesContext, executionArn: unknown): ExecutionRecord => {
  resourceIn(executionArn, 'execution');
  return executions.get(executionArn as string);
};

const startExecution: Operation = ({ machines, executions, express, newId }, input) => {
  const { machine, reference } = machines.route(input.stateMachineArn as string);
  const kind = machine.type === 'EXPRESS' ? express : executions;
  const name = optionalText(input.name) ?? newId();
  const started = kind.start(machine, reference, name, optionalText(input.input) ?? '{}');
  return { executionArn: started.executionArn, startDate: seconds(started.startDate) };
};

const describeExecution: Operation = (context, input) => {
  const record = recordOf(context, input.executionArn);
  const { end } = record;
  const withData = input.includedData !== 'METADATA_ONLY';
  return {
    ...summary(record),
    ...redriveFields(record, isDeleting(context, record), context.now()),
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

const getExecutionHistory: Operation = (context, input) => {
  const arn = input.executionArn as string;
  const { history } = recordOf(context, arn);
  const reverse = input.reverseOrder === true;
  const events = reverse ? [...history].reverse() : history;
  const page = pageOf(events, `${arn} ${reverse}`, input);
  return {
    events: page.items.map((event) => eventOf(event, input.includeExecutionData !== false)),
    ...page.next,
  };
};

/** Of the children of a Map run when it is given, else of a machine. */
const listExecutions: Operation = (context, input) => {
  if ((input.stateMachineArn === undefined) === (input.mapRunArn === undefined)) {
    const message = 'Must provide a StateMachine ARN or MapRun ARN, and not both';
    throw new ServiceError('ValidationException', message);
  }
  const records = input.mapRunArn === undefined ? ofMachine(context, input) : ofMapRun(context, input);
  const { statusFilter, redriveFilter } = input;
  const found = records.filter(
    (record) =>
      (statusFilter === undefined || statusOf(record) === statusFilter) &&
      (redriveFilter === undefined || (record.redrives ? 'REDRIVEN' : 'NOT_REDRIVEN') === redriveFilter),
  );
  const { stateMachineArn, mapRunArn } = input;
  const page = pageOf(found, [stateMachineArn, mapRunArn, statusFilter, redriveFilter].join(' '), input);
  return { executions: page.items.map(listed), ...page.next };
};

const ofMapRun = ({ executions, mapRuns }: StatesContext, input: JsonObject): readonly ExecutionRecord[] => {
  const mapRunArn = input.mapRunArn as string;
  resourceIn(mapRunArn, 'mapRun');
  mapRuns.get(mapRunArn);
  return executions.all().filter(({ child }) => child?.mapRunArn === mapRunArn);
};

const ofMachine = (
  { machines, executions }: StatesContext,
  input: JsonObject,
): readonly ExecutionRecord[] => {
  const { machine, reference } = machines.find(input.stateMachineArn as string);
  if (machine.type === 'EXPRESS') throw typeNotSupported();
  const qualifier = reference.stateMachineAliasArn ?? reference.stateMachineVersionArn;
  return executions
    .all()
    .filter(
      (record) =>
        record.stateMachineArn === reference.stateMachineArn &&
        (qualifier === undefined ||
          record.stateMachineAliasArn === qualifier ||
          record.stateMachineVersionArn === qualifier),
    );
};

const stopExecution: Operation = (context, input) => {
  const record = recordOf(context, input.executionArn);
  if (!record.end) {
    context.stop(record.executionArn, optionalText(input.error), optionalText(input.cause));
  }
  const { end } = record;
  if (!end) throw new ServiceError('InternalFailure', 'The execution did not stop', { status: 500 });
  return { stopDate: seconds(end.stopDate) };
};

const redriveExecution: Operation = (context, input) => {
  const record = recordOf(context, input.executionArn);
  const { redriveStatusReason } = redriveFields(record, isDeleting(context, record), context.now());
  if (isDeleting(context, record) && redriveStatusReason !== undefined) {
    throw new ServiceError(
      'ExecutionNotRedrivable',
      `Execution ${record.executionArn} invalid for redrive as: ${redriveStatusReason}`,
    );
  }
  const date = context.executions.redrive(record.executionArn, optionalText(input.clientToken));
  return { redriveDate: seconds(date) };
};

/** The machine as the execution runs it; its settings as they are now. */
const describeStateMachineForExecution: Operation = (context, input) => {
  const record = recordOf(context, input.executionArn);
  const { machines, variablesOf } = context;
  const variableReferences = variablesOf(record.definition);
  const { stateMachineArn, stateMachineVersionArn = stateMachineArn } = record;
  const machine =
    machines.version(stateMachineVersionArn)?.machine ??
    machines.all().find(({ arn }) => arn === stateMachineArn);
  return {
    stateMachineArn,
    name: stateMachineArn.split(':')[6]?.split('/')[0] ?? '',
    definition: record.definition,
    roleArn: record.roleArn ?? machine?.roleArn ?? '',
    updateDate: seconds(record.updateDate ?? record.startDate),
    ...(record.revisionId === undefined ? {} : { revisionId: record.revisionId }),
    ...(record.child ? { mapRunArn: record.child.mapRunArn, label: record.child.label } : {}),
    ...(machine ? configurationOf(machine) : {}),
    ...(Object.keys(variableReferences).length === 0 ? {} : { variableReferences }),
  };
};

export const EXECUTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: startExecution,
  DescribeExecution: describeExecution,
  GetExecutionHistory: getExecutionHistory,
  ListExecutions: listExecutions,
  StopExecution: stopExecution,
  RedriveExecution: redriveExecution,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
};
