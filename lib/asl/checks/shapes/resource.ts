import { schemaProblem } from '../diagnostic';
import { text } from './rules';
import type { Rule } from './shape';

interface FewActions {
  readonly actions: readonly string[];
  /** What may follow the action, beside nothing. */
  readonly patterns: readonly string[];
}

const TOKEN = '.waitForTaskToken';

/**
 * Optimized integrations whose actions are few and known; those of other services are not held against a list.
 * Source: developer guide, "Integrating optimized services".
 */
const KNOWN: Readonly<Record<string, FewActions>> = {
  dynamodb: { actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'], patterns: [] },
  events: { actions: ['putEvents'], patterns: [TOKEN] },
  http: { actions: ['invoke'], patterns: [] },
  lambda: { actions: ['invoke'], patterns: [TOKEN] },
  sns: { actions: ['publish'], patterns: [TOKEN] },
  sqs: { actions: ['sendMessage'], patterns: [TOKEN] },
  states: { actions: ['startExecution'], patterns: ['.sync', '.sync:2', TOKEN] },
};

const FUNCTION = /^arn:[\w-]+:lambda:[\w-]*:[\w-]*:function:[^:\s]+(:(\$LATEST|[\w-]+))?$/;
const ACTIVITY = /^arn:[\w-]+:states:[\w-]+:[\w-]+:activity:[^\s]+$/;
const SDK = /^arn:[\w-]+:states:[\w-]*:[\w-]*:aws-sdk:[A-Za-z0-9]+:[A-Za-z0-9]+(\.waitForTaskToken)?$/;
const OPTIMIZED =
  /^arn:[\w-]+:states:[\w-]*:[\w-]*:([a-z0-9-]+):([A-Za-z][A-Za-z0-9]*)(\.sync(:2)?|\.waitForTaskToken)?$/;

export const isActivity = (resource: string): boolean => ACTIVITY.test(resource);

/** `.sync` or `.waitForTaskToken`, where the resource has one. */
export const patternOf = (resource: string): string | undefined =>
  /\.(sync(:2)?|waitForTaskToken)$/.exec(resource)?.[0];

const isOptimized = (resource: string): boolean => {
  const [, service = '', action = '', pattern] = OPTIMIZED.exec(resource) ?? [];
  if (service === '' || service === 'aws-sdk') return false;
  const known = Object.hasOwn(KNOWN, service) ? KNOWN[service] : undefined;
  if (!known) return true;
  return known.actions.includes(action) && (pattern === undefined || known.patterns.includes(pattern));
};

/** A function named by its own ARN is called and answers: there is no pattern for it. */
const isFunction = (resource: string): boolean =>
  FUNCTION.test(resource) && patternOf(resource) === undefined;

/** What a Task may call. Source of the words: recorded on AWS. */
export const taskResource: Rule = (value, place) => {
  const wrong = text(value, place);
  if (wrong.length > 0) return wrong;
  const resource = value as string;
  if (isFunction(resource) || isActivity(resource) || SDK.test(resource) || isOptimized(resource)) return [];
  const message =
    `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, ` +
    'or the resource is not available in this region.';
  const remedy =
    'give the ARN of a function, of an activity, or of an integration such as arn:aws:states:::lambda:invoke';
  return [schemaProblem(place.location, message, remedy)];
};
