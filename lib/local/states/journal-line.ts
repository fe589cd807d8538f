import type { HistoryEvent } from '../../engine';
import type { JsonObject } from '../http';
import type { ExecutionEnd, ExecutionStart, Redrives } from './execution-record';
import { RESOURCE_KINDS, type ResourceKind } from './resource-line';

/** One line of the journal of executions. */
export type Line =
  | { readonly t: 'definition'; readonly id: number; readonly text: string }
  | { readonly t: 'start'; readonly start: Omit<ExecutionStart, 'definition'>; readonly definition: number }
  | { readonly t: 'events'; readonly arn: string; readonly events: readonly HistoryEvent[] }
  | { readonly t: 'end'; readonly arn: string; readonly end: ExecutionEnd }
  | { readonly t: 'redriven'; readonly arn: string; readonly redrives: Redrives }
  /** The event of its end has been handed to the bus. */
  | { readonly t: 'announced'; readonly arn: string }
  /** What the API has made beside executions, as it stands from here on; without a value it is gone. */
  | {
      readonly t: 'resource';
      readonly kind: ResourceKind;
      readonly arn: string;
      readonly value?: JsonObject;
    };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Of each kind of line, whether what is read of it is there. */
const CHECKS: Readonly<Record<Line['t'], (line: Readonly<Record<string, unknown>>) => boolean>> = {
  definition: ({ id, text }) => typeof id === 'number' && typeof text === 'string',
  start: ({ start }) => isObject(start) && typeof start.executionArn === 'string',
  events: ({ arn, events }) =>
    typeof arn === 'string' && Array.isArray(events) && events.every((event) => isObject(event)),
  end: ({ arn, end }) => typeof arn === 'string' && isObject(end) && typeof end.status === 'string',
  redriven: ({ arn, redrives }) => typeof arn === 'string' && isObject(redrives),
  announced: ({ arn }) => typeof arn === 'string',
  resource: ({ kind, arn, value }) =>
    RESOURCE_KINDS.includes(kind as ResourceKind) &&
    typeof arn === 'string' &&
    (value === undefined || isObject(value)),
};

export const isLine = (value: unknown): value is Line =>
  isObject(value) &&
  typeof value.t === 'string' &&
  Object.hasOwn(CHECKS, value.t) &&
  CHECKS[value.t as Line['t']](value);

/** The execution that a line is about, as far as the text of a damaged one still says it. */
export const arnIn = (text: string): string | undefined =>
  /"(?:arn|executionArn)":"(arn:[^"\\]+)"/.exec(text)?.[1];
