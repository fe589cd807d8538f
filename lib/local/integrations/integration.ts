import type { ServiceIntegration, TaskCall } from '../../engine';
import type { GuardedCall } from '../guard';
import type { JsonObject } from '../http';
import type { ErrorNames } from './task-errors';

/** What a Task's resource comes to. */
export interface Integration {
  /** What the machine's role has to be allowed before it is called. */
  readonly asks: (input: JsonObject, call: TaskCall) => readonly GuardedCall[];
  readonly errors: ErrorNames;
  /** What AWS looks at when the machine is created: a managed rule of EventBridge tells of the job's end. */
  readonly managedRule?: string;
  readonly run: ServiceIntegration;
}

/** The arguments of a call as an object; empty when they are none. */
export const argumentsOf = (call: TaskCall): JsonObject =>
  typeof call.arguments === 'object' && call.arguments !== null && !Array.isArray(call.arguments)
    ? (call.arguments as JsonObject)
    : {};

/** A member that the API takes as text: what is no text is sent as JSON. */
export const asText = (value: unknown): unknown =>
  value === undefined || value === null || typeof value === 'string' ? value : JSON.stringify(value);

/** The input with members as text where the API takes text. */
export const withTexts = (input: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, members.includes(name) ? asText(value) : value]),
  );
