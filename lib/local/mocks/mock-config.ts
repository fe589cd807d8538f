/** What a Task answers in place of its service. */
export type MockedResponse =
  | { readonly kind: 'return'; readonly value: unknown }
  | { readonly kind: 'throw'; readonly error: string; readonly cause: string };

/** One attempt or several of them, counted from 0. */
interface Attempts {
  readonly from: number;
  readonly to: number;
  readonly response: MockedResponse;
}

/** State name → what it answers, attempt by attempt. */
export type TestCase = ReadonlyMap<string, readonly Attempts[]>;

/** State machine → test case → states. */
export type MockConfig = ReadonlyMap<string, ReadonlyMap<string, TestCase>>;

type Fields = Readonly<Record<string, unknown>>;

const refuse = (where: string, what: string): never => {
  throw new Error(`${where}: ${what}`);
};

const fieldsOf = (value: unknown, where: string): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(where, 'this has to be an object');

const only = (fields: Fields, allowed: readonly string[], where: string): void => {
  const unknown = Object.keys(fields).find((name) => !allowed.includes(name));
  if (unknown !== undefined) refuse(where, `unknown field ${unknown}; use ${allowed.join(', ')}`);
};

const responseOf = (value: unknown, where: string): MockedResponse => {
  const fields = fieldsOf(value, where);
  only(fields, ['Return', 'Throw'], where);
  if (Object.keys(fields).length !== 1) return refuse(where, 'give exactly one of Return and Throw');
  if ('Return' in fields) return { kind: 'return', value: fields.Return };
  const thrown = fieldsOf(fields.Throw, `${where}.Throw`);
  only(thrown, ['Error', 'Cause'], `${where}.Throw`);
  const { Error: error, Cause: cause = '' } = thrown;
  if (typeof error !== 'string')
    return refuse(`${where}.Throw`, 'Error has to be a text, the name of the error');
  if (typeof cause !== 'string') return refuse(`${where}.Throw`, 'Cause has to be a text');
  return { kind: 'throw', error, cause };
};

const ATTEMPTS = /^(?<from>\d+)(?:-(?<to>\d+))?$/;

const attemptsOf = (value: unknown, where: string): readonly Attempts[] => {
  const entries = Object.entries(fieldsOf(value, where)).map(([key, response]) => {
    const { from, to } = ATTEMPTS.exec(key)?.groups ?? {};
    if (from === undefined)
      return refuse(where, `'${key}' is no attempt; use "0" for the first, or a range such as "1-3"`);
    const range = { from: Number(from), to: Number(to ?? from) };
    if (range.to < range.from) return refuse(where, `the range '${key}' ends before it begins`);
    return { ...range, response: responseOf(response, `${where}.${key}`) };
  });
  const sorted = [...entries].sort((a, b) => a.from - b.from);
  sorted.forEach(({ from }, index) => {
    const expected = index === 0 ? 0 : (sorted[index - 1] as Attempts).to + 1;
    if (from !== expected) {
      refuse(
        where,
        `attempt ${Math.min(from, expected)} is ${from > expected ? 'missing' : 'there twice'}; count from 0 without gaps`,
      );
    }
  });
  return sorted.length > 0 ? sorted : refuse(where, 'there is no response; give at least "0"');
};

const testCaseOf = (
  value: unknown,
  where: string,
  responses: ReadonlyMap<string, readonly Attempts[]>,
): TestCase =>
  new Map(
    Object.entries(fieldsOf(value, where)).map(([state, name]) => {
      const attempts = typeof name === 'string' ? responses.get(name) : undefined;
      if (attempts) return [state, attempts];
      const known = [...responses.keys()].join(', ') || 'none';
      return refuse(`${where}.${state}`, `MockedResponses has no ${JSON.stringify(name)}; it has ${known}`);
    }),
  );

/**
 * Reads a mock configuration in the format of Step Functions Local. Source: Step Functions developer guide, "Configuration
 * file for mocked service integrations".
 * @throws Error with one line that names the place and the remedy
 */
export const readMockConfig = (text: string): MockConfig => {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    return refuse('the mock file', `it is not JSON (${(error as Error).message})`);
  }
  const fields = fieldsOf(config, 'the mock file');
  only(fields, ['StateMachines', 'MockedResponses'], 'the mock file');
  const responses = new Map(
    Object.entries(fieldsOf(fields.MockedResponses ?? {}, 'MockedResponses')).map(([name, value]) => [
      name,
      attemptsOf(value, `MockedResponses.${name}`),
    ]),
  );
  return new Map(
    Object.entries(fieldsOf(fields.StateMachines, 'StateMachines')).map(([machine, value]) => {
      const where = `StateMachines.${machine}`;
      const machineFields = fieldsOf(value, where);
      only(machineFields, ['TestCases'], where);
      const cases = Object.entries(fieldsOf(machineFields.TestCases, `${where}.TestCases`));
      return [
        machine,
        new Map(cases.map(([name, one]) => [name, testCaseOf(one, `${where}.TestCases.${name}`, responses)])),
      ];
    }),
  );
};
