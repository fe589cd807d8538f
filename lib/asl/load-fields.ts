import type { QueryLanguage, StateType } from './types';

/** What a state may say, by type and query language. Source: Amazon States Language specification. */
const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const TRANSITION = ['Next', 'End'];
const RECOVERY = ['Retry', 'Catch'];
const PATHS = ['InputPath', 'OutputPath'];
const RESULT_PATHS = ['Parameters', 'ResultSelector', 'ResultPath'];

type FieldTable = { readonly [T in StateType]: readonly string[] };

const JSONATA: FieldTable = {
  Choice: ['Choices', 'Default', 'Assign', 'Output'],
  Fail: ['Error', 'Cause'],
  Map: [
    ...TRANSITION,
    ...RECOVERY,
    ...['Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', 'Assign', 'Output', 'Label'],
    ...['ToleratedFailureCount', 'ToleratedFailurePercentage'],
  ],
  Parallel: [...TRANSITION, ...RECOVERY, 'Branches', 'Arguments', 'Assign', 'Output'],
  Pass: [...TRANSITION, 'Assign', 'Output'],
  Succeed: ['Output'],
  Task: [
    ...TRANSITION,
    ...RECOVERY,
    ...['Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', 'Assign', 'Output'],
  ],
  Wait: [...TRANSITION, 'Seconds', 'Timestamp', 'Assign', 'Output'],
};

const JSONPATH: FieldTable = {
  Choice: [...PATHS, 'Choices', 'Default', 'Assign'],
  Fail: ['Error', 'Cause', 'ErrorPath', 'CausePath'],
  Map: [
    ...TRANSITION,
    ...RECOVERY,
    ...PATHS,
    ...RESULT_PATHS,
    ...['ItemsPath', 'ItemSelector', 'ItemProcessor', 'Iterator', 'MaxConcurrency', 'MaxConcurrencyPath'],
    ...['ToleratedFailureCount', 'ToleratedFailureCountPath', 'Assign', 'Label'],
    ...['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ],
  Parallel: [...TRANSITION, ...RECOVERY, ...PATHS, ...RESULT_PATHS, 'Branches', 'Assign'],
  Pass: [...TRANSITION, ...PATHS, 'Result', 'ResultPath', 'Parameters', 'Assign'],
  Succeed: PATHS,
  Task: [
    ...TRANSITION,
    ...RECOVERY,
    ...PATHS,
    ...RESULT_PATHS,
    ...[
      'Resource',
      'TimeoutSeconds',
      'TimeoutSecondsPath',
      'HeartbeatSeconds',
      'HeartbeatSecondsPath',
      'Assign',
    ],
  ],
  Wait: [...TRANSITION, ...PATHS, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Assign'],
};

export const STATE_TYPES = Object.keys(JSONATA) as readonly StateType[];

export const allowedFields = (type: StateType, language: QueryLanguage): ReadonlySet<string> =>
  new Set([...COMMON, ...(language === 'JSONata' ? JSONATA : JSONPATH)[type]]);

/** Whether the other query language knows the field: then the remedy is another one. */
export const belongsToOther = (type: StateType, language: QueryLanguage, field: string): boolean =>
  (language === 'JSONata' ? JSONPATH : JSONATA)[type].includes(field);

/** Fields of ASL that nothing here runs; each with what to do instead. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  Credentials: 'tasks run without roles here, leave it out',
  ItemBatcher: 'batches of a distributed Map do not run here, use an inline Map',
  ItemReader: 'items are not read from a service here, pass them in Items',
  ResultWriter: 'results are not written to a service here, return them',
};
