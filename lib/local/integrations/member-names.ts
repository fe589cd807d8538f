import type { JsonObject } from '../http';

const eachName = (value: unknown, rename: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((one) => eachName(one, rename));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [rename(name), eachName(one, rename)]),
  );
};

const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** `{StateMachineArn}` as an API in lower camel case takes it: `{stateMachineArn}`. */
export const toCamelCase = (input: JsonObject): JsonObject => eachName(input, lower) as JsonObject;

/** `{executionArn}` as a state sees it: `{ExecutionArn}`. */
export const toPascalCase = (result: JsonObject): JsonObject => eachName(result, upper) as JsonObject;

/** `putItem` in an ARN is the operation `PutItem`. */
export const operationOf = (action: string): string => upper(action);
