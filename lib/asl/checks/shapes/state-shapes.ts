import { isFields } from '../../fields';
import type { StateType } from '../../types';
import { schemaProblem } from '../diagnostic';
import { choiceRules } from './choice-shapes';
import { DISTRIBUTED_FIELDS, items } from './map-shapes';
import {
  computed,
  givenTemplate,
  orNull,
  path,
  payloadTemplate,
  referencePath,
  resultPath,
} from './path-rules';
import { assign, catchers, LONGEST_SECONDS, retry } from './recovery-shapes';
import { taskResource } from './resource';
import {
  anything,
  isExpression,
  number,
  object,
  orExpression,
  queryLanguage,
  text,
  timestamp,
  truth,
  wholeNumber,
} from './rules';
import { expected, type FieldShape, listOf, type Rule, type Shape } from './shape';

type FieldShapes = Readonly<Record<string, FieldShape>>;

/** What a state may say, by type and query language. Source: Amazon States Language specification, developer guide. */
const COMMON: FieldShapes = {
  Type: { rule: anything },
  Comment: { rule: text },
  QueryLanguage: { rule: queryLanguage },
};

const TRANSITION: FieldShapes = { Next: { rule: text }, End: { rule: truth } };
const RECOVERY: FieldShapes = { Retry: { rule: retry }, Catch: { rule: catchers } };
const ASSIGN: FieldShapes = { Assign: { rule: assign } };
const OUTPUT: FieldShapes = { Output: { rule: anything, only: 'JSONata' } };

const PATHS: FieldShapes = {
  InputPath: { rule: orNull(path), only: 'JSONPath' },
  OutputPath: { rule: orNull(path), only: 'JSONPath' },
};

const RESULT_PATH: FieldShapes = { ResultPath: { rule: orNull(resultPath), only: 'JSONPath' } };
const PARAMETERS: FieldShapes = { Parameters: { rule: givenTemplate, only: 'JSONPath' } };
const RESULT_SELECTOR: FieldShapes = { ResultSelector: { rule: givenTemplate, only: 'JSONPath' } };

const ARGUMENTS: FieldShapes = { Arguments: { rule: anything, only: 'JSONata' } };

const referenced = (...fields: readonly string[]): FieldShapes =>
  Object.fromEntries(fields.map((field) => [field, { rule: referencePath, only: 'JSONPath' }]));

const seconds = (least: number): FieldShape => ({
  rule: orExpression(wholeNumber({ least, most: LONGEST_SECONDS })),
});

/** Source: recorded on AWS. */
const credentials: Rule = (value, place) => {
  const { location } = place;
  if (typeof value === 'string')
    return place.language === 'JSONata' && isExpression(value)
      ? []
      : [expected('OBJECT', location, 'give a RoleArn')];
  if (!isFields(value)) return [expected('OBJECT', location, 'give a RoleArn')];
  if (value.RoleArn !== undefined || value['RoleArn.$'] !== undefined) return payloadTemplate(value, place);
  return [schemaProblem(location, "The field 'RoleArn' is required but was missing", 'add it')];
};

export const STATE_SHAPES: Readonly<Record<StateType, Shape>> = {
  Choice: {
    required: ['Choices'],
    fields: {
      ...{ ...COMMON, ...PATHS, ...ASSIGN, ...OUTPUT },
      Choices: { rule: choiceRules },
      Default: { rule: text },
    },
  },
  Fail: {
    fields: {
      ...COMMON,
      Error: { rule: text },
      Cause: { rule: text },
      ErrorPath: { rule: computed, only: 'JSONPath' },
      CausePath: { rule: computed, only: 'JSONPath' },
    },
  },
  Map: {
    fields: {
      ...{ ...COMMON, ...TRANSITION, ...RECOVERY, ...PATHS, ...RESULT_PATH, ...RESULT_SELECTOR },
      ...{ ...PARAMETERS, ...ASSIGN, ...OUTPUT, ...DISTRIBUTED_FIELDS },
      Items: { rule: items, only: 'JSONata' },
      ItemsPath: { rule: path, only: 'JSONPath' },
      ItemSelector: {
        rule: (value, place) => (place.language === 'JSONPath' ? givenTemplate(value, place) : []),
      },
      ItemProcessor: { rule: object },
      Iterator: { rule: object },
      MaxConcurrency: { rule: orExpression(wholeNumber({ least: 0 })) },
      ToleratedFailureCount: { rule: orExpression(wholeNumber({ least: 0 })) },
      ToleratedFailurePercentage: { rule: orExpression(number({ least: 0, most: 100 })) },
      ...referenced('MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'),
    },
  },
  Parallel: {
    required: ['Branches'],
    fields: {
      ...{ ...COMMON, ...TRANSITION, ...RECOVERY, ...PATHS, ...RESULT_PATH, ...RESULT_SELECTOR },
      ...{ ...PARAMETERS, ...ARGUMENTS, ...ASSIGN, ...OUTPUT },
      Branches: { rule: listOf(object, { nonEmpty: true }) },
    },
  },
  Pass: {
    fields: {
      ...{ ...COMMON, ...TRANSITION, ...PATHS, ...RESULT_PATH, ...PARAMETERS, ...ASSIGN, ...OUTPUT },
      Result: { rule: anything, only: 'JSONPath' },
    },
  },
  Succeed: { fields: { ...COMMON, ...PATHS, ...OUTPUT } },
  Task: {
    required: ['Resource'],
    fields: {
      ...{ ...COMMON, ...TRANSITION, ...RECOVERY, ...PATHS, ...RESULT_PATH, ...RESULT_SELECTOR },
      ...{ ...PARAMETERS, ...ARGUMENTS, ...ASSIGN, ...OUTPUT },
      Resource: { rule: taskResource },
      TimeoutSeconds: seconds(1),
      HeartbeatSeconds: seconds(1),
      Credentials: { rule: credentials },
      ...referenced('TimeoutSecondsPath', 'HeartbeatSecondsPath'),
    },
  },
  Wait: {
    fields: {
      ...{ ...COMMON, ...TRANSITION, ...PATHS, ...ASSIGN, ...OUTPUT },
      Seconds: seconds(0),
      Timestamp: { rule: orExpression(timestamp) },
      ...referenced('SecondsPath', 'TimestampPath'),
    },
  },
};
