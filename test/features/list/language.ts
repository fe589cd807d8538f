import { MACHINE, PROCESSOR } from '../../../lib/asl/checks/shapes/chain-shapes';
import { PROCESSOR_CONFIG } from '../../../lib/asl/checks/shapes/map-shapes';
import { STATE_SHAPES } from '../../../lib/asl/checks/shapes/state-shapes';
import { STATE_TYPES } from '../../../lib/asl/checks/shapes/state-types';
import { STATES_ERROR } from '../../../lib/engine';
import { INTRINSICS } from '../../../lib/jsonpath/intrinsics';
import { notThere, partly, type Section, shownBy, supported } from '../feature';

const corpus = shownBy(
  'asl/corpus.test.ts',
  'what public definitions use loads, without a remark, and runs',
  'asl/corpus/flows.ts',
  'asl/corpus/groups.ts',
  'asl/corpus/tasks.ts',
);
const dataFlow = shownBy('engine/jsonpath.test.ts', 'with %s');
const itemsPath = shownBy(
  'engine/jsonpath.test.ts',
  'maps over ItemsPath with ItemSelector, and takes limits from paths',
);
const tolerance = shownBy('engine/redrive.test.ts', 'with %j and one of three that fails ends %s');
const distributed = shownBy('local/map-data.test.ts', '%s hands its children what is there');
const parallel = shownBy(
  'engine/parallel.test.ts',
  'runs its branches side by side and answers their outputs in order',
);
const choice = shownBy(
  'engine/states.test.ts',
  'takes the first rule that matches %d, with its own Assign and Output',
);
const wait = shownBy('engine/states.test.ts', 'with %j waits %d seconds');
const pass = shownBy('engine/states.test.ts', 'hands on its input, or its Output, and assigns');
const ends = shownBy('engine/states.test.ts', 'end the execution with what their JSONata yields');
const task = shownBy(
  'engine/task.test.ts',
  'hands its call the resource, the arguments, who calls, and a signal',
);
const retrier = shownBy('engine/retry.test.ts', 'waits %s');
const errorTaken = shownBy('engine/retry.test.ts', '%s takes %s: %s');
const mapFailure = shownBy('local/map-data.test.ts', '%s fails');

const stateTypes: Section = {
  title: 'State types',
  known: STATE_TYPES,
  features: [
    supported('Task', task),
    supported('Wait', wait),
    supported('Pass', pass),
    supported('Succeed Fail', ends),
    supported('Choice', choice),
    supported('Parallel', parallel),
    supported(
      'Map',
      shownBy('engine/parallel.test.ts', 'runs at most MaxConcurrency %d iterations at a time'),
    ),
  ],
};

const fields: Section = {
  title: 'Fields',
  known: [
    ...[MACHINE, PROCESSOR, PROCESSOR_CONFIG, ...Object.values(STATE_SHAPES)].flatMap((shape) =>
      Object.keys(shape.fields),
    ),
  ],
  features: [
    supported('StartAt States Type Comment QueryLanguage Next End', corpus),
    supported(
      'Label',
      shownBy(
        'engine/redrive.test.ts',
        'runs each item as an execution of its own, and redrives those that failed',
      ),
    ),
    supported(
      'Iterator',
      shownBy('engine/path-fields.test.ts', 'a Map runs its Iterator, as ItemProcessor was called once'),
    ),
    supported('Version', shownBy('asl/refused.test.ts', 'refused: %s', 'asl/refused/structure.ts')),
    supported('InputPath OutputPath ResultPath ResultSelector Parameters', dataFlow),
    supported(
      'Arguments',
      shownBy('engine/task.test.ts', 'hands its call the resource, the arguments, who calls, and a signal'),
    ),
    supported('Assign Output', pass),
    supported('Choices Default', choice),
    supported('Error Cause', ends),
    supported(
      'ErrorPath CausePath',
      shownBy('engine/path-fields.test.ts', 'is ErrorPath and CausePath of Fail'),
    ),
    supported('Retry', retrier),
    supported(
      'Catch',
      shownBy('engine/jsonpath.test.ts', 'catches into ResultPath, and assigns from the error'),
    ),
    supported('Branches', parallel),
    supported('Result', shownBy('engine/jsonpath.test.ts', '%j is %s')),
    supported('Resource', task),
    supported(
      'TimeoutSeconds',
      shownBy('engine/task.test.ts', 'takes TimeoutSeconds from JSONata, and refuses one below 1'),
    ),
    supported(
      'HeartbeatSeconds',
      shownBy('engine/task.test.ts', 'counts heartbeats from the send, and each one anew'),
    ),
    supported(
      'TimeoutSecondsPath HeartbeatSecondsPath',
      shownBy('engine/path-fields.test.ts', 'is when a Task with %j fails by %s'),
    ),
    supported(
      'SecondsPath TimestampPath',
      shownBy('engine/path-fields.test.ts', 'is how long %j waits: %d seconds'),
    ),
    supported('Seconds Timestamp', wait),
    supported('Items', shownBy('engine/parallel.test.ts', 'with %j and items %j ends %s')),
    supported('ItemsPath ItemSelector ItemProcessor MaxConcurrencyPath', itemsPath),
    supported(
      'MaxConcurrency',
      shownBy('engine/parallel.test.ts', 'runs at most MaxConcurrency %d iterations at a time'),
    ),
    supported('ToleratedFailureCount ToleratedFailurePercentage', tolerance),
    supported(
      'ToleratedFailureCountPath ToleratedFailurePercentagePath',
      shownBy(
        'engine/path-fields.test.ts',
        'is what a Map with %j tolerates: of three one fails, and it is %s',
      ),
    ),
    supported('ProcessorConfig Mode ExecutionType ItemBatcher', distributed),
    partly('ItemReader', 'manifests and Parquet are not read', distributed),
    supported(
      'ResultWriter',
      shownBy('local/map-data.test.ts', 'results are written in the form that is asked for'),
    ),
    partly('Credentials', 'it is checked; the call is made as the role of the machine', corpus),
  ],
};

const queryLanguages: Section = {
  title: 'Query languages',
  known: ['JSONata', 'JSONPath'],
  features: [
    supported('JSONata', shownBy('engine/jsonata.test.ts', 'JSONata as Step Functions runs it')),
    supported(
      '$partition $range $hash $random $parse',
      shownBy('engine/jsonata/values.test.ts', 'a function that Step Functions adds or changes'),
    ),
    supported('$uuid', shownBy('engine/jsonata.test.ts', 'JSONata as Step Functions runs it')),
    supported('JSONPath', shownBy('engine/jsonpath.test.ts', 'hands variables to JSONata states and back')),
  ],
};

const intrinsics: Section = {
  title: 'Intrinsic functions',
  known: [...INTRINSICS.keys()],
  features: [...INTRINSICS.keys()].map((name) =>
    supported(name, shownBy('engine/jsonpath/intrinsics.test.ts', 'every function is among them')),
  ),
};

const errors: Section = {
  title: 'Error names',
  known: Object.values(STATES_ERROR),
  features: [
    supported(
      'States.ALL States.TaskFailed States.Timeout States.HeartbeatTimeout States.Runtime',
      errorTaken,
    ),
    supported(
      'States.DataLimitExceeded',
      shownBy('engine/states.test.ts', 'fails a state whose output has more than 256 KiB'),
    ),
    supported(
      'States.NoChoiceMatched',
      shownBy('engine/states.test.ts', 'fails by States.NoChoiceMatched without a Default'),
    ),
    supported(
      'States.QueryEvaluationError',
      shownBy('engine/states.test.ts', 'in %s is an event with its place, and may be caught'),
    ),
    supported(
      'States.ResultPathMatchFailure',
      shownBy(
        'engine/jsonpath.test.ts',
        'fails by States.ResultPathMatchFailure, which a Catch sees, with %j',
      ),
    ),
    supported(
      'States.ExceedToleratedFailureThreshold',
      shownBy('engine/redrive.test.ts', 'with %j and one of three that fails ends %s'),
    ),
    supported('States.ItemReaderFailed States.ResultWriterFailed', mapFailure),
    supported('States.Permissions', shownBy('local/map-data.test.ts', 'with %j')),
    ...['States.BranchFailed', 'States.IntrinsicFailure', 'States.ParameterPathFailure'].map((name) =>
      notThere(name, 'retriers and catchers may name it; the engine never raises it'),
    ),
  ],
};

export const LANGUAGE: readonly Section[] = [stateTypes, fields, queryLanguages, intrinsics, errors];
