import { ServiceError } from '../../http';

type Fields = Readonly<Record<string, unknown>>;

/** The state under test, and a machine of it and of what it leads to. */
export interface TestedMachine {
  readonly name: string;
  readonly state: Fields;
  readonly language: string;
  /** ASL as text. */
  readonly definition: string;
}

/** What AWS calls a state that is given by itself. Source: recorded answers. */
const NAMELESS = 'StateName';

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (text: string): Fields => {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // told below, as any other text that is no object
  }
  throw new ServiceError(
    'InvalidDefinition',
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null'",
  );
};

/** The state by its name, wherever in the machine it stands. */
const find = (chain: unknown, name: string): unknown => {
  if (!isObject(chain) || !isObject(chain.States)) return undefined;
  if (Object.hasOwn(chain.States, name)) return chain.States[name];
  for (const state of Object.values(chain.States)) {
    if (!isObject(state)) continue;
    const inner = [state.ItemProcessor, state.Iterator, ...((state.Branches ?? []) as unknown[])];
    const found = inner.map((one) => find(one, name)).find((one) => one !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A state may lead to itself: what it leads to has another name, which is told without it. */
const ITSELF = '\u200b';
export const targetOf = (name: string): string => name.replace(ITSELF, '');

/** The state with its transitions away from itself, and all that they lead to. */
const leading = (state: Fields, name: string): readonly [Fields, ReadonlySet<string>] => {
  const targets = new Set<string>();
  const away = (part: Fields, field: string): Fields => {
    const target = part[field];
    if (typeof target !== 'string') return part;
    const other = target === name ? `${name}${ITSELF}` : target;
    targets.add(other);
    return { ...part, [field]: other };
  };
  const parts = (field: string): Fields =>
    Array.isArray(state[field])
      ? { [field]: state[field].map((part) => (isObject(part) ? away(part, 'Next') : part)) }
      : {};
  const led = { ...away(away(state, 'Next'), 'Default'), ...parts('Catch'), ...parts('Choices') };
  return [led, targets];
};

/**
 * @param text one state, or a whole machine with the name of the state in it
 * @throws ServiceError `InvalidDefinition`, `ValidationException`
 */
export const testedMachine = (text: string, stateName: string | undefined): TestedMachine => {
  const given = parse(text);
  const found = stateName === undefined ? given : find(given, stateName);
  if (!isObject(found)) throw new ServiceError('ValidationException', 'State not found in definition');
  const name = stateName ?? NAMELESS;
  const [state, targets] = leading(found, name);
  const language = String(state.QueryLanguage ?? given.QueryLanguage ?? 'JSONPath');
  const machine = {
    ...(given.QueryLanguage === undefined ? {} : { QueryLanguage: given.QueryLanguage }),
    StartAt: name,
    States: {
      [name]: state,
      ...Object.fromEntries([...targets].map((target) => [target, { Type: 'Succeed' }])),
    },
  };
  return { name, state, language, definition: JSON.stringify(machine) };
};
