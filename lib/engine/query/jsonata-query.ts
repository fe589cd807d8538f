import type { Catcher, ChoiceRule, JsonataChoiceRule, State } from '../../asl';
import type { StateFailure } from '../errors';
import type { Frame } from '../frame';
import type { QueryEnvironment } from '../jsonata/environment';
import { compileTemplate, QueryError, type Template } from '../jsonata/template';
import { Payload } from '../payload';
import type { Awaitable, ErrorOutput, RuleQuery, Settlement, StateQuery } from './state-query';

/** What `$states` holds beside input and context: the result, or the error. */
type Extra = { readonly result?: unknown; readonly errorOutput?: ErrorOutput };

const NOTHING: Extra = {};

class Environment implements QueryEnvironment {
  private states: object | undefined;

  constructor(
    private readonly frame: Frame,
    private readonly extra: Extra,
  ) {}

  lookup(name: string): unknown {
    if (name !== 'states') return this.frame.thread.variables.get(name);
    this.states ??= { input: this.frame.input.value, context: this.frame.context, ...this.extra };
    return this.states;
  }

  now(): number {
    return this.frame.thread.host.clock.now();
  }

  random(): number {
    return this.frame.thread.host.random();
  }
}

const failed = (frame: Frame, error: unknown): never => {
  if (error instanceof QueryError) throw frame.evaluationFailure(error.message, error.location);
  throw error;
};

/** Evaluates one field; an error in it is recorded and becomes a StateFailure. */
const evaluate = (frame: Frame, template: Template, extra: Extra): Awaitable<unknown> => {
  try {
    const value = template.evaluate(new Environment(frame, extra));
    return value instanceof Promise ? value.catch((error: unknown) => failed(frame, error)) : value;
  } catch (error) {
    return failed(frame, error);
  }
};

interface Flow {
  readonly Assign?: unknown;
  readonly Output?: unknown;
}

/** `Assign` and `Output` of a state, a catcher or a rule. Both see the values from before. */
const compileFlow = (flow: Flow, prefix: string) => {
  const assign = flow.Assign === undefined ? undefined : compileTemplate(flow.Assign, `${prefix}Assign`);
  const output = flow.Output === undefined ? undefined : compileTemplate(flow.Output, `${prefix}Output`);
  return async (frame: Frame, extra: Extra, otherwise: Payload): Promise<Settlement> => {
    const assigned = assign && evaluate(frame, assign, extra);
    const assignedNow = assigned instanceof Promise ? await assigned : assigned;
    if (!output) return { output: otherwise, assigned: assignedNow as Settlement['assigned'] };
    const value = evaluate(frame, output, extra);
    return {
      output: new Payload(value instanceof Promise ? await value : value),
      assigned: assignedNow as Settlement['assigned'],
    };
  };
};

const inspected = async (frame: Frame, pending: Promise<Payload>): Promise<Payload> => {
  const input = await pending;
  frame.inspect('afterArguments', input.value);
  return input;
};

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

/** Data flow in JSONata. Throws QueryError when an expression of the state is no JSONata. */
export const jsonataQuery = (state: State): StateQuery => {
  const fields = state as unknown as Readonly<Record<string, unknown>>;
  const templates = new Map<string, Template>();
  for (const field of COMPUTED_FIELDS) {
    if (fields[field] !== undefined) templates.set(field, compileTemplate(fields[field], field));
  }
  const flow = compileFlow(state as Flow, '');
  const catchers = ((fields.Catch ?? []) as readonly Catcher[]).map((catcher, index) =>
    compileFlow(catcher, `Catch[${index}]/`),
  );

  const read = (frame: Frame, field: string): Awaitable<unknown> => {
    const template = templates.get(field);
    return template && evaluate(frame, template, NOTHING);
  };
  const readPayload = async (frame: Frame, field: string, otherwise: Payload): Promise<Payload> =>
    templates.has(field) ? new Payload(await read(frame, field)) : otherwise;

  const invalid = (frame: Frame, field: string, reason: string): StateFailure =>
    frame.evaluationFailure(reason, field);

  const unexpected = (frame: Frame, field: string, expected: string, value: unknown): StateFailure => {
    const source = templates.get(field)?.source ?? JSON.stringify(fields[field]);
    const what = `The JSONata expression '${source}' specified for the field '${field}'`;
    const but = `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
    return invalid(frame, field, `${what} returned an unexpected result type. ${but}`);
  };

  return {
    effectiveInput: (frame) => {
      const input = readPayload(frame, 'Arguments', frame.input);
      return frame.thread.host.test && templates.has('Arguments') ? inspected(frame, input) : input;
    },
    settle: (frame, result) =>
      flow(frame, result ? { result: result.value } : NOTHING, result ?? frame.input),
    passResult: () => undefined,
    settleCaught: (frame, index, errorOutput) => {
      const settle = catchers[index] as (typeof catchers)[number];
      return settle(frame, { errorOutput }, new Payload(errorOutput));
    },
    rules: ((fields.Choices ?? []) as readonly ChoiceRule[]).map((rule, index) =>
      compileRule(rule as JsonataChoiceRule, index),
    ),
    read,
    items: async (frame, input) => {
      const items = templates.has('Items') ? await read(frame, 'Items') : input.value;
      if (Array.isArray(items)) return items;
      if (templates.has('Items')) throw unexpected(frame, 'Items', 'array', items);
      const reason = `Map state input must be an array but was: ${JSON.stringify(items)}`;
      throw frame.evaluationFailure(reason, undefined);
    },
    selectItem: (frame) => readPayload(frame, 'ItemSelector', new Payload(frame.mapItem?.Value)),
    invalid,
  };
};

const compileRule = (rule: JsonataChoiceRule, index: number): RuleQuery => {
  const location = `Choices[${index}]/Condition`;
  const condition = compileTemplate(rule.Condition, location);
  const flow = compileFlow(rule, `Choices[${index}]/`);
  return {
    next: rule.Next,
    matches: async (frame) => {
      const value = await evaluate(frame, condition, NOTHING);
      if (typeof value === 'boolean') return value;
      const what = `The JSONata expression '${condition.source}' specified for the field '${location}'`;
      const but = `Expected 'boolean', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
      throw frame.evaluationFailure(`${what} returned an unexpected result type. ${but}`, location);
    },
    settle: (frame) => flow(frame, NOTHING, frame.input),
  };
};

/** Fields that may hold expressions beside Assign, Output and what is in Catch and Choices. */
const COMPUTED_FIELDS = [
  'Arguments',
  'Cause',
  'Error',
  'HeartbeatSeconds',
  'ItemBatcher',
  'ItemReader',
  'ItemSelector',
  'Items',
  'MaxConcurrency',
  'ResultWriter',
  'Seconds',
  'TimeoutSeconds',
  'Timestamp',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
] as const;
