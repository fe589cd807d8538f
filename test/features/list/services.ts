import * as sfn from '@aws-sdk/client-sfn';
import { SDK_SERVICES } from '../../../lib/local/integrations/aws-sdk';
import { type OptimizedOptions, optimizedIntegrations } from '../../../lib/local/integrations/optimized';
import { notThere, partly, type Section, shownBy, supported } from '../feature';

const machines = (title: string) => shownBy('long/state-machines.test.ts', title);
const activities = (title: string) => shownBy('long/activities.test.ts', title);
const mapRuns = shownBy(
  'long/redrive-execution.test.ts',
  'a Map run is listed, described, changed and redriven, also by a later run of the stack',
);
const calls = shownBy('local/service-integrations.test.ts', '$machine succeeds with what AWS gives');
const nested = shownBy(
  'local/nested-executions.test.ts',
  '%s gives its description, its data in the form of the pattern',
);
const aliases = machines('an alias is created, described, changed, listed and deleted');
const versions = machines(
  'versions keep what they were published with, newest first; numbers are given once',
);
const tags = machines('tags are put on, read and taken off machines; versions have none');
const whole = machines('a machine is created, described, run, listed and deleted');
const described = activities('activities are described and listed; the same again is the same');
const worker = activities('a worker takes the task and answers it');
const history = shownBy(
  'local/stack.test.ts',
  'history is paged, reversed, and given without data when asked',
);
const waiting = activities('time and heartbeat run from when a worker has taken it');

const integrations: Section = {
  title: 'Integrations',
  // The table's keys alone are read: nothing is called.
  known: [
    ...Object.keys(optimizedIntegrations({} as OptimizedOptions)),
    ...Object.keys(SDK_SERVICES).map((service) => `aws-sdk:${service}`),
  ],
  features: [
    supported('lambda:invoke sqs:sendMessage', shownBy('local/integrations.test.ts', '%s fails with %s')),
    supported(
      'states:startExecution',
      shownBy('local/integrations.test.ts', 'states:startExecution starts another execution'),
    ),
    supported('states:startExecution.sync states:startExecution.sync:2', nested),
    supported('dynamodb:getItem dynamodb:putItem dynamodb:updateItem dynamodb:deleteItem', calls),
    supported('sns:publish events:putEvents', calls),
    partly(
      'aws-sdk:cloudformation aws-sdk:dynamodb aws-sdk:eventbridge aws-sdk:lambda aws-sdk:sfn aws-sdk:sqs',
      'only operations that the embedded stack answers; others are refused when the machine is created, unless mocked',
      calls,
    ),
    partly('aws-sdk:s3 aws-sdk:sns', 'as the others of aws-sdk:, but no test calls them as a Task'),
    notThere('http:invoke', 'refused when the machine is created, unless mocked'),
  ],
};

const operations: Section = {
  title: 'API operations',
  known: Object.keys(sfn).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []),
  features: [
    partly(
      'CreateStateMachine',
      'logging, tracing and encryption are checked and described, and have no effect',
      whole,
    ),
    supported('DescribeStateMachine DeleteStateMachine ListStateMachines', whole),
    supported(
      'UpdateStateMachine DescribeStateMachineForExecution',
      machines(
        'an update makes a revision, unless it changes nothing; executions keep what they started with',
      ),
    ),
    supported('PublishStateMachineVersion ListStateMachineVersions DeleteStateMachineVersion', versions),
    supported(
      'CreateStateMachineAlias DescribeStateMachineAlias UpdateStateMachineAlias ListStateMachineAliases DeleteStateMachineAlias',
      aliases,
    ),
    supported('TagResource UntagResource ListTagsForResource', tags),
    supported('StartExecution DescribeExecution ListExecutions', whole),
    supported('GetExecutionHistory', history),
    supported(
      'StopExecution',
      shownBy(
        'local/stack.test.ts',
        'a stopped execution is ABORTED, and its event reaches the queue through the rule',
      ),
    ),
    supported(
      'StartSyncExecution',
      shownBy(
        'long/express.test.ts',
        'a synchronous execution answers with its output and what it is billed',
      ),
    ),
    supported('CreateActivity DescribeActivity ListActivities DeleteActivity', described),
    supported('GetActivityTask SendTaskSuccess', worker),
    supported('SendTaskFailure', activities('a worker fails it; without a name it has none in the history')),
    supported('SendTaskHeartbeat', waiting),
    supported('ListMapRuns DescribeMapRun UpdateMapRun', mapRuns),
    supported(
      'RedriveExecution',
      shownBy(
        'long/redrive-execution.test.ts',
        'an execution is described, listed and told of by what became of it',
      ),
    ),
    supported('TestState', shownBy('long/test-state.test.ts', '%s is tested, and inspected')),
    supported(
      'ValidateStateMachineDefinition',
      shownBy('long/express.test.ts', 'validation answers in pages of severity, and fails for errors only'),
    ),
  ],
};

const distributedMap: Section = {
  title: 'Distributed Map',
  known: ['JSON', 'JSONL', 'CSV', 'MANIFEST', 'PARQUET'],
  features: [
    supported('JSON JSONL CSV', shownBy('local/map-data.test.ts', '%s hands its children what is there')),
    supported(
      'LOAD_AND_FLATTEN ItemsPointer',
      shownBy('local/map-data.test.ts', '%s hands its children what is there'),
    ),
    supported(
      'ResultWriter',
      shownBy('local/map-data.test.ts', 'results are written by status, and named by a manifest'),
    ),
    notThere('MANIFEST', 'an inventory or a manifest is not read'),
    notThere('PARQUET', 'fails with States.ItemReaderFailed'),
  ],
};

const redrive: Section = {
  title: 'Redrive',
  known: ['Task', 'Parallel', 'Map', 'Fail'],
  features: [
    supported(
      'Task',
      shownBy(
        'engine/redrive.test.ts',
        'schedules the failed task anew, as of its entry, with its retries unused',
        'engine/harness.ts',
      ),
    ),
    supported(
      'Parallel',
      shownBy('engine/redrive.test.ts', 'runs only those branches of a Parallel that failed or were cut off'),
    ),
    supported(
      'Map',
      shownBy(
        'engine/redrive.test.ts',
        'runs the iterations of a Map that failed, and those that never began',
      ),
    ),
    supported(
      'Fail',
      shownBy('engine/redrive.test.ts', 'enters a Fail state no second time, and fails again'),
    ),
    supported(
      'DISTRIBUTED',
      shownBy(
        'engine/redrive.test.ts',
        'runs each item as an execution of its own, and redrives those that failed',
      ),
    ),
  ],
};

export const SERVICES: readonly Section[] = [integrations, operations, distributedMap, redrive];
