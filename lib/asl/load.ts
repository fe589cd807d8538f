import { type Fields, isFields, list, refuse } from './definition-error';
import { checkExpressions } from './load-expressions';
import { allowedFields, belongsToOther, STATE_TYPES, UNSUPPORTED } from './load-fields';
import { assignedNames, checkScope } from './load-scope';
import { checkStateShape, targetsOf } from './load-state';
import type { QueryLanguage, StateMachineDefinition, StateType } from './types';

/** Source: Step Functions service quotas. */
const LONGEST_STATE_NAME = 80;
const LARGEST_DEFINITION_BYTES = 1024 * 1024;

const MACHINE_FIELDS = new Set([
  'Comment',
  'QueryLanguage',
  'StartAt',
  'States',
  'TimeoutSeconds',
  'Version',
]);
const CHAIN_FIELDS = new Set(['Comment', 'StartAt', 'States', 'ProcessorConfig']);
const MACHINE = 'The state machine';

/**
 * Reads a definition, as text or as an object, and refuses what cannot run. Nothing is ignored: a field that the
 * engine does not know is refused, not skipped. Throws DefinitionError.
 */
export const loadDefinition = (source: string | object): StateMachineDefinition => {
  const machine = typeof source === 'string' ? parse(source) : source;
  if (!isFields(machine)) refuse(MACHINE, 'the definition is not an object', 'give an ASL object');
  const fields = machine as Fields;
  for (const field of Object.keys(fields)) {
    if (!MACHINE_FIELDS.has(field)) refuse(MACHINE, `unknown field ${field}`, `use ${list(MACHINE_FIELDS)}`);
  }
  const timeout = fields.TimeoutSeconds;
  if (timeout !== undefined && !(Number.isInteger(timeout) && (timeout as number) > 0)) {
    refuse(MACHINE, `TimeoutSeconds is ${JSON.stringify(timeout)}`, 'give a whole number of at least 1');
  }
  const language = languageOf(fields, 'JSONPath', MACHINE);
  checkChain(fields, MACHINE, language, new Set());
  return fields as unknown as StateMachineDefinition;
};

const parse = (text: string): unknown => {
  if (Buffer.byteLength(text) > LARGEST_DEFINITION_BYTES) {
    refuse(MACHINE, 'the definition has more than 1 MiB', 'split the machine');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(MACHINE, `the definition is not JSON (${(error as Error).message})`, 'give ASL as JSON');
  }
};

const languageOf = (fields: Fields, inherited: QueryLanguage, place: string): QueryLanguage => {
  const language = fields.QueryLanguage ?? inherited;
  if (language !== 'JSONata' && language !== 'JSONPath') {
    refuse(place, `unknown QueryLanguage ${JSON.stringify(language)}`, 'use JSONata or JSONPath');
  }
  return language as QueryLanguage;
};

/** `place` names the chain in messages; `outer` are the variables assigned around it. */
const checkChain = (
  chain: Fields,
  place: string,
  language: QueryLanguage,
  outer: ReadonlySet<string>,
): void => {
  const { StartAt, States } = chain;
  if (!isFields(States) || Object.keys(States).length === 0) refuse(place, 'it has no States', 'add one');
  const states = States as Readonly<Record<string, unknown>>;
  if (typeof StartAt !== 'string' || !Object.hasOwn(states, StartAt)) {
    refuse(place, `StartAt is ${JSON.stringify(StartAt)}`, `name one of ${list(Object.keys(states))}`);
  }
  for (const [name, state] of Object.entries(states)) checkState(name, state, states, language);
  checkReachable(StartAt as string, states);
  checkScope(states as Readonly<Record<string, Fields>>, outer);
  const visible = new Set([...outer, ...assignedNames(states as Readonly<Record<string, Fields>>)]);
  for (const [name, state] of Object.entries(states)) {
    for (const [where, inner] of innerChains(name, state as Fields))
      checkChain(inner, where, language, visible);
  }
};

const checkState = (name: string, state: unknown, siblings: Fields, inherited: QueryLanguage): void => {
  const place = `State '${name}'`;
  if (name.length > LONGEST_STATE_NAME) {
    refuse(place, `the name has ${name.length} characters`, `use at most ${LONGEST_STATE_NAME}`);
  }
  if (!isFields(state)) refuse(place, 'it is not an object', 'give it a Type');
  const fields = state as Fields;
  const type = fields.Type as StateType;
  if (!STATE_TYPES.includes(type)) {
    refuse(place, `unknown Type ${JSON.stringify(fields.Type)}`, `use ${list(STATE_TYPES)}`);
  }
  const language = languageOf(fields, inherited, place);
  if (inherited === 'JSONata' && language === 'JSONPath') {
    refuse(
      place,
      'JSONPath inside a machine that declares JSONata',
      'declare JSONata on single states instead',
    );
  }
  checkFields(place, fields, type, language);
  checkStateShape(place, fields, type, language);
  for (const target of targetsOf(fields)) {
    if (!Object.hasOwn(siblings, target)) {
      refuse(
        place,
        `it leads to '${target}', which is not there`,
        `name one of ${list(Object.keys(siblings))}`,
      );
    }
  }
  if (language === 'JSONata') checkExpressions(place, fields);
};

const checkFields = (place: string, fields: Fields, type: StateType, language: QueryLanguage): void => {
  const allowed = allowedFields(type, language);
  for (const field of Object.keys(fields)) {
    if (UNSUPPORTED[field] && !allowed.has(field))
      refuse(place, `${field} is not supported`, UNSUPPORTED[field]);
    if (allowed.has(field)) continue;
    if (belongsToOther(type, language, field)) {
      const other = language === 'JSONata' ? 'JSONPath' : 'JSONata';
      refuse(place, `${field} belongs to ${other}, the state is ${language}`, `use ${list(allowed)}`);
    }
    refuse(place, `unknown field ${field} in a ${type}`, `use ${list(allowed)}`);
  }
};

const checkReachable = (start: string, states: Fields): void => {
  const reached = new Set([start]);
  for (const name of reached) {
    for (const target of targetsOf(states[name] as Fields)) reached.add(target);
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) {
      refuse(`State '${name}'`, 'no state leads to it', 'remove it or name it in a Next, Default or Catch');
    }
  }
};

/** The chains inside a state, each with how messages call it. */
const innerChains = (name: string, state: Fields): readonly (readonly [string, Fields])[] => {
  const branches = (state.Branches ?? []) as readonly unknown[];
  const processors = [state.ItemProcessor, state.Iterator].filter((processor) => processor !== undefined);
  return [
    ...branches.map((branch, index) => [`State '${name}', branch ${index + 1}`, branch] as const),
    ...processors.map((processor) => [`State '${name}', item processor`, processor] as const),
  ].map(([where, inner]) => {
    if (!isFields(inner)) refuse(where, 'it is not an object', 'give it StartAt and States');
    for (const field of Object.keys(inner as Fields)) {
      if (!CHAIN_FIELDS.has(field)) refuse(where, `unknown field ${field}`, `use ${list(CHAIN_FIELDS)}`);
    }
    return [where, inner as Fields] as const;
  });
};
