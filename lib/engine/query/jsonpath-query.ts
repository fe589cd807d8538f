import type { Catcher, ChoiceRule, JsonPathChoiceRule, State } from '../../asl';
import {
  type Computed,
  compileNamed,
  compilePayloadTemplate,
  PathError,
  type PathScope,
  parsePath,
  parseResultPath,
  placeResult,
  ResultPathError,
} from '../../jsonpath';
import { STATES_ERROR } from '../errors';
import type { Frame } from '../frame';
import { Payload } from '../payload';
import { compileCondition } from './comparison';
import { compilePart, PARTS } from './jsonpath-part';
import type { RuleQuery, Settlement, StateQuery } from './state-query';

const scopeOf = (frame: Frame, input: unknown): PathScope => ({
  input,
  context: frame.context,
  variable: (name) => frame.thread.variables.get(name),
  random: () => frame.thread.host.random(),
});

/** A path that has no value is an error that no Catch sees; a result that has no place is one that it sees. */
const guarded = <Result>(frame: Frame, compute: () => Result): Result => {
  try {
    return compute();
  } catch (error) {
    if (error instanceof PathError) throw frame.runtimeFailure(error.message);
    if (error instanceof ResultPathError) {
      throw frame.failure(STATES_ERROR.resultPathMatchFailure, error.message);
    }
    throw error;
  }
};

type Transform = (frame: Frame, value: unknown) => unknown;

const unchanged: Transform = (_frame, value) => value;

const transform =
  (computed: Computed): Transform =>
  (frame, value) =>
    computed(scopeOf(frame, value));

const compilePath = (text: string): Computed => {
  const path = parsePath(text);
  return (scope) => path.read(scope);
};

/** InputPath and OutputPath: `null` is an empty object. */
const pathFilter = (path: string | null | undefined): Transform => {
  if (path === undefined || path === '$') return unchanged;
  return path === null ? () => ({}) : transform(compilePath(path));
};

const template = (value: unknown): Transform =>
  value === undefined ? unchanged : transform(compilePayloadTemplate(value));

/** Where a result goes in the state's input; `null` drops it. */
const placing = (path: string | null | undefined): ((input: unknown, result: unknown) => unknown) => {
  if (path === null) return (input) => input;
  const keys = parseResultPath(path ?? '$');
  return keys.length === 0 ? (_input, result) => result : (input, result) => placeResult(input, keys, result);
};

const assigning = (assign: unknown): ((frame: Frame, value: unknown) => Settlement['assigned']) => {
  if (assign === undefined) return () => undefined;
  const compute = template(assign);
  return (frame, value) => compute(frame, value) as Settlement['assigned'];
};

/** Fields that may hold a number as text when they come by a path. Source: recorded executions. */
const NUMERIC: ReadonlySet<string> = new Set([
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
]);

const numeric = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;

/** Data flow in JSONPath. Throws PathError when a path of the state is none. */
export const jsonPathQuery = (state: State): StateQuery => {
  const fields = state as unknown as Readonly<Record<string, unknown>>;
  const inputPath = pathFilter(fields.InputPath as string | null | undefined);
  const outputPath = pathFilter(fields.OutputPath as string | null | undefined);
  // In a Map, Parameters is the older name of ItemSelector.
  const isMap = state.Type === 'Map';
  const parameters = template(isMap ? undefined : fields.Parameters);
  const itemSelector = fields.ItemSelector ?? (isMap ? fields.Parameters : undefined);
  const selectItem = template(itemSelector);
  const resultSelector = template(fields.ResultSelector);
  const itemsPath = pathFilter(fields.ItemsPath as string | undefined);
  const place = placing(fields.ResultPath as string | null | undefined);
  const assign = assigning(fields.Assign);
  const catchers = ((fields.Catch ?? []) as readonly Catcher[]).map((catcher) => ({
    place: placing(catcher.ResultPath),
    assign: assigning(catcher.Assign),
  }));
  const computed = new Map<string, Computed>();
  for (const [field, value] of Object.entries(fields)) {
    if (PARTS.has(field)) computed.set(field, compilePart(value as Readonly<Record<string, unknown>>));
    if (!COMPUTED_FIELDS.has(field)) continue;
    const compile = FAIL_FIELDS.has(field) ? compileNamed : compilePath;
    computed.set(field.slice(0, -'Path'.length), compile(value as string, field));
  }

  /** A Map selects its items instead; of a Parallel only what it says is shown. Source: recorded answers of TestState. */
  const inspected = (field: 'InputPath' | 'Parameters'): boolean => {
    if (isMap) return field === 'InputPath';
    return state.Type !== 'Parallel' || fields[field] !== undefined;
  };

  const settleResult = (frame: Frame, result: unknown): Settlement => {
    const selected = resultSelector(frame, result);
    frame.inspect('afterResultSelector', selected);
    const placed = place(frame.input.value, selected);
    frame.inspect('afterResultPath', placed);
    return { output: new Payload(outputPath(frame, placed)), assigned: assign(frame, selected) };
  };
  const settleInput = (frame: Frame): Settlement => {
    const input = inputPath(frame, frame.input.value);
    frame.inspect('afterInputPath', input);
    const output = outputPath(frame, input);
    return {
      output: output === frame.input.value ? frame.input : new Payload(output),
      assigned: assign(frame, input),
    };
  };
  const effectiveInput = (frame: Frame): Payload => {
    const filtered = inputPath(frame, frame.input.value);
    if (inspected('InputPath')) frame.inspect('afterInputPath', filtered);
    const input = parameters(frame, filtered);
    if (inspected('Parameters')) frame.inspect('afterParameters', input);
    return input === frame.input.value ? frame.input : new Payload(input);
  };

  const givenResult = (frame: Frame): Payload => {
    frame.inspect('result', fields.Result);
    return new Payload(fields.Result);
  };

  return {
    effectiveInput: (frame) => guarded(frame, () => effectiveInput(frame)),
    settle: (frame, result) =>
      guarded(frame, () => (result ? settleResult(frame, result.value) : settleInput(frame))),
    passResult: (frame) =>
      guarded(frame, () => (fields.Result === undefined ? effectiveInput(frame) : givenResult(frame))),
    settleCaught: (frame, index, errorOutput) =>
      guarded(frame, () => {
        const catcher = catchers[index] as (typeof catchers)[number];
        const output = catcher.place(frame.input.value, errorOutput);
        return { output: new Payload(output), assigned: catcher.assign(frame, errorOutput) };
      }),
    rules: ((fields.Choices ?? []) as readonly ChoiceRule[]).map((rule) =>
      compileRule(rule as JsonPathChoiceRule, inputPath, outputPath),
    ),
    read: (frame, field) =>
      guarded(frame, () => {
        const compute = computed.get(field);
        if (!compute) return fields[field];
        const value = compute(scopeOf(frame, inputPath(frame, frame.input.value)));
        return NUMERIC.has(field) ? numeric(value) : value;
      }),
    items: (frame, input) =>
      guarded(frame, () => {
        const items = itemsPath(frame, input.value);
        if (Array.isArray(items)) {
          frame.inspect('afterItemsPath', items);
          return items;
        }
        throw new PathError(`Reference path "${fields.ItemsPath ?? '$'}" must point to array.`);
      }),
    selectItem: (frame, input) =>
      guarded(
        frame,
        () => new Payload(itemSelector === undefined ? frame.mapItem?.Value : selectItem(frame, input.value)),
      ),
    invalid: (frame, _field, reason) => frame.runtimeFailure(reason),
  };
};

const compileRule = (rule: JsonPathChoiceRule, inputPath: Transform, outputPath: Transform): RuleQuery => {
  const condition = compileCondition(rule);
  const assign = assigning(rule.Assign);
  const inputOf = (frame: Frame): unknown => inputPath(frame, frame.input.value);
  return {
    next: rule.Next,
    matches: (frame) => guarded(frame, () => condition(scopeOf(frame, inputOf(frame)))),
    settle: (frame) =>
      guarded(frame, () => {
        const input = inputOf(frame);
        frame.inspect('afterInputPath', input);
        return { output: new Payload(outputPath(frame, input)), assigned: assign(frame, input) };
      }),
  };
};

/** Fields of Fail: what they do not find is told with their name. Source: recorded executions. */
const FAIL_FIELDS: ReadonlySet<string> = new Set(['CausePath', 'ErrorPath']);

/** Fields whose value comes by a path (or, for Fail, by an intrinsic function). */
const COMPUTED_FIELDS: ReadonlySet<string> = new Set([
  'CausePath',
  'ErrorPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'SecondsPath',
  'TimeoutSecondsPath',
  'TimestampPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
]);
