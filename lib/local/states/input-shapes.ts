import type { Constraint, Shape } from './constraints';

/** Members as the API's model has them. Source: Step Functions API reference. */
const text = (min: number, max: number, more: Partial<Constraint> = {}): Constraint => ({
  type: 'string',
  min,
  max,
  ...more,
});
const REQUIRED = { required: true } as const;
const SENSITIVE = { sensitive: true } as const;

const arn: Constraint = text(1, 256, REQUIRED);
const longArn: Constraint = text(1, 2000, REQUIRED);
const name = text(1, 80);
const aliasName = text(1, 80, { ...REQUIRED, pattern: String.raw`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$` });
const definition = text(1, 1_048_576, SENSITIVE);
const data = text(0, 262_144, SENSITIVE);
const flag: Constraint = { type: 'boolean' };
const description = text(0, 256, SENSITIVE);
const taskToken = text(1, 2048, { ...REQUIRED, ...SENSITIVE });
const traceHeader = text(0, 256);
const clientToken = text(1, 64);
const includedData = text(0, Infinity, { values: ['ALL_DATA', 'METADATA_ONLY'] });
const machineType = text(0, Infinity, { values: ['STANDARD', 'EXPRESS'] });
const error = text(0, 256, SENSITIVE);
const cause = text(0, 32_768, SENSITIVE);
const count: Constraint = { type: 'number', min: 0 };
const paging = {
  maxResults: { type: 'number', min: 0, max: 1000 },
  nextToken: text(1, 1024),
} as const satisfies Shape;

const tags: Constraint = { type: 'list', members: { key: text(1, 128), value: text(0, 256) } };
const routing: Constraint = {
  type: 'list',
  min: 1,
  max: 2,
  members: { stateMachineVersionArn: arn, weight: { type: 'number', min: 0, max: 100, required: true } },
};
const encryptionConfiguration: Constraint = {
  type: 'structure',
  members: {
    kmsKeyId: text(1, 2048),
    kmsDataKeyReusePeriodSeconds: { type: 'number', min: 60, max: 900 },
    type: text(0, Infinity, { ...REQUIRED, values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] }),
  },
};
const configuration: Shape = {
  loggingConfiguration: {
    type: 'structure',
    members: {
      level: text(0, Infinity, { values: ['ALL', 'ERROR', 'FATAL', 'OFF'] }),
      includeExecutionData: flag,
      destinations: { type: 'list' },
    },
  },
  tracingConfiguration: { type: 'structure', members: { enabled: flag } },
  encryptionConfiguration,
  publish: flag,
  versionDescription: description,
};

const ofMachine: Shape = { stateMachineArn: arn };
const ofExecution: Shape = { executionArn: arn };
const ofActivity: Shape = { activityArn: arn };

/** What each operation takes. A new operation is a line here. */
export const INPUT_SHAPES: Readonly<Record<string, Shape>> = {
  CreateStateMachine: {
    name: { ...name, required: true },
    definition: { ...definition, required: true },
    roleArn: arn,
    type: machineType,
    tags,
    ...configuration,
  },
  UpdateStateMachine: { ...ofMachine, definition, roleArn: text(1, 256), ...configuration },
  DeleteStateMachine: ofMachine,
  DescribeStateMachine: { ...ofMachine, includedData },
  ListStateMachines: paging,
  PublishStateMachineVersion: { ...ofMachine, revisionId: { type: 'string' }, description },
  DeleteStateMachineVersion: { stateMachineVersionArn: longArn },
  ListStateMachineVersions: { ...ofMachine, ...paging },
  CreateStateMachineAlias: {
    name: aliasName,
    description,
    routingConfiguration: { ...routing, required: true },
  },
  UpdateStateMachineAlias: { stateMachineAliasArn: arn, description, routingConfiguration: routing },
  DescribeStateMachineAlias: { stateMachineAliasArn: arn },
  DeleteStateMachineAlias: { stateMachineAliasArn: arn },
  ListStateMachineAliases: { ...ofMachine, ...paging },
  TagResource: { resourceArn: arn, tags: { ...tags, required: true } },
  UntagResource: { resourceArn: arn, tagKeys: { type: 'list', required: true } },
  ListTagsForResource: { resourceArn: arn },
  CreateActivity: { name: { ...name, required: true }, tags, encryptionConfiguration },
  DescribeActivity: ofActivity,
  DeleteActivity: ofActivity,
  ListActivities: paging,
  GetActivityTask: { ...ofActivity, workerName: name },
  SendTaskSuccess: { taskToken, output: { ...data, required: true } },
  SendTaskFailure: { taskToken, error, cause },
  SendTaskHeartbeat: { taskToken },
  StartExecution: { ...ofMachine, name, input: data, traceHeader },
  StartSyncExecution: { ...ofMachine, name, input: data, traceHeader, includedData },
  StopExecution: { ...ofExecution, error, cause },
  RedriveExecution: { ...ofExecution, clientToken },
  DescribeExecution: { ...ofExecution, includedData },
  DescribeStateMachineForExecution: { ...ofExecution, includedData },
  GetExecutionHistory: { ...ofExecution, ...paging, reverseOrder: flag, includeExecutionData: flag },
  ListExecutions: {
    stateMachineArn: text(1, 256),
    mapRunArn: text(1, 2000),
    // In the order in which AWS tells them. Source: a recorded answer.
    statusFilter: text(0, Infinity, {
      values: ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'],
    }),
    redriveFilter: text(0, Infinity, { values: ['REDRIVEN', 'NOT_REDRIVEN'] }),
    maxResults: paging.maxResults,
    nextToken: text(1, 3096),
  },
  ListMapRuns: { ...ofExecution, ...paging },
  DescribeMapRun: { mapRunArn: longArn },
  UpdateMapRun: {
    mapRunArn: longArn,
    maxConcurrency: count,
    toleratedFailureCount: count,
    toleratedFailurePercentage: { ...count, max: 100 },
  },
  TestState: {
    definition: { ...definition, required: true },
    roleArn: text(1, 256),
    input: data,
    variables: data,
    context: data,
    stateName: text(1, 80, SENSITIVE),
    inspectionLevel: text(0, Infinity, { values: ['INFO', 'DEBUG', 'TRACE'] }),
    revealSecrets: flag,
    mock: {
      type: 'structure',
      members: {
        result: data,
        errorOutput: { type: 'structure', members: { error, cause } },
        fieldValidationMode: text(0, Infinity, { values: ['STRICT', 'PRESENT', 'NONE'] }),
      },
    },
    stateConfiguration: {
      type: 'structure',
      members: {
        retrierRetryCount: count,
        errorCausedByState: text(1, 80, SENSITIVE),
        mapIterationFailureCount: count,
        mapItemReaderData: data,
      },
    },
  },
  ValidateStateMachineDefinition: {
    definition: { ...definition, required: true, min: 0 },
    type: machineType,
    severity: text(0, Infinity, { values: ['ERROR', 'WARNING'] }),
    maxResults: { type: 'number', min: 0, max: 100 },
  },
};
