import { orNull, payloadTemplate, resultPath } from './path-rules';
import { anything, number, object, oneOf, text, wholeNumber } from './rules';
import { listOf, objectOf, type Rule, type Shape } from './shape';

/** Source: developer guide, "Handling errors in Step Functions workflows". */
export const LONGEST_SECONDS = 99_999_999;
const LONGEST_DELAY_SECONDS = 31_622_400;

const errorEquals: Rule = listOf(text, { nonEmpty: true });

const RETRIER: Shape = {
  required: ['ErrorEquals'],
  fields: {
    ErrorEquals: { rule: errorEquals },
    IntervalSeconds: { rule: wholeNumber({ least: 1, most: LONGEST_SECONDS }) },
    MaxAttempts: { rule: wholeNumber({ least: 0, most: LONGEST_SECONDS }) },
    BackoffRate: { rule: number({ least: 1 }) },
    MaxDelaySeconds: { rule: wholeNumber({ least: 1, most: LONGEST_DELAY_SECONDS }) },
    JitterStrategy: { rule: oneOf('FULL', 'NONE') },
    Comment: { rule: text },
  },
};

export const assign: Rule = (value, place) => [
  ...object(value, place),
  ...(place.language === 'JSONPath' ? payloadTemplate(value, place) : []),
];

const CATCHER: Shape = {
  required: ['ErrorEquals', 'Next'],
  fields: {
    ErrorEquals: { rule: errorEquals },
    Next: { rule: text },
    Comment: { rule: text },
    ResultPath: { rule: orNull(resultPath), only: 'JSONPath' },
    Output: { rule: anything, only: 'JSONata' },
    Assign: { rule: assign },
  },
};

export const retry: Rule = listOf(objectOf(RETRIER));
export const catchers: Rule = listOf(objectOf(CATCHER));
