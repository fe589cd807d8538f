import type { ExecutionRecord, FaultRule } from '../../lib/local';
import type { SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { Deployed, exampleOf } from '../operations/support/deployed';
import {
  CANARY,
  CANARY_TOKEN,
  causesOf,
  leakedCauses,
  leakedLines,
  PLACE_IN_CODE,
} from '../security/support/canary';

type Json = Readonly<Record<string, unknown>>;
const definitions = Object.values(sagas) as readonly SagaDefinition[];

/** Something that no identifier is, and longer than any text below. */
const ANYTHING = '{% $error("free") %}'.padEnd(120, '.');

/** An input with each text that takes anything set to something; what is an identifier stays one. */
const withTexts = (saga: string, text: string, example = 'valid'): Json => {
  const schema = sagas[saga]?.input as SagaDefinition['input'];
  const takesAnything = (input: unknown, path: readonly string[]) =>
    schema.safeParse(replaced(input, path, ANYTHING)).success;
  const whole = exampleOf(saga, example);
  return textsIn(whole)
    .filter((path) => takesAnything(whole, path))
    .reduce((input: unknown, path) => replaced(input, path, text), whole) as Json;
};

/** Where the texts of a value are. */
const textsIn = (value: unknown): readonly (readonly string[])[] => {
  if (typeof value === 'string') return [[]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner).map((path) => [key, ...path]));
};

const replaced = (value: unknown, [key, ...rest]: readonly string[], text: string): unknown => {
  if (key === undefined) return text;
  const inner = replaced((value as Json)[key], rest, text);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...(value as Json), [key]: inner };
};

const open = (faults: readonly FaultRule[] = []) => Deployed.open({ faults, schedules: false });

const statesOf = ({ history }: ExecutionRecord): readonly string[] =>
  history.flatMap((event) => {
    const entered = JSON.stringify(event).match(/"stateEnteredEventDetails":\{[^}]*?"name":"(\w+)"/)?.[1];
    return entered ? [entered] : [];
  });

/** What runs as code somewhere: JSONata, intrinsic functions, JSONPath, shells, templates, HTML, terminals. */
const INJECTIONS = [
  '{% $error("injected") %}',
  '{%$states.input%}',
  "{% '} %}",
  '$states.context.Execution.Id',
  '$.input.payment',
  "States.Format('{}', $.input)",
  '$eval("1+1")',
  '"}, "phase": "compensation", {"',
  `' & $string($input) & '`,
  '\\" \\u0022 \u0000 \u2028',
  '${AWS::AccountId}',
  '<script>alert(1)</script>',
];

describe('expressions in inputs', () => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await open();
  });
  afterAll(() => deployed.close());

  /** Runs a saga with such texts, on counters that nobody has drawn on. */
  const run = async (name: string, text: string, id: string) => {
    await deployed.start(name, id, withTexts(name, text));
    await deployed.stack.idle();
    const execution = deployed.stack.executions().find((one) => one.name === id) as ExecutionRecord;
    const { header, state } = await deployed.read(name, id);
    const ledgers = await deployed.ledgers(name, id);
    await deployed.refill(name);
    return {
      ended: execution.end?.status,
      states: [...statesOf(execution)].sort(),
      status: state.status,
      input: header.input,
      ledgers,
    };
  };

  it.each(
    definitions.map(({ name }) => name),
  )('change nothing in a saga %s: they arrive as they are', async (name) => {
    const plain = await run(name, 'plain', `${name}-plain`);
    expect(plain).toMatchObject({ ended: 'SUCCEEDED', status: 'COMPLETED', input: withTexts(name, 'plain') });
    expect(plain.states.length).toBeGreaterThan(4);
    for (const [n, text] of INJECTIONS.entries()) {
      expect(await run(name, text, `${name}-${n}`)).toEqual({ ...plain, input: withTexts(name, text) });
    }
  });
});

describe('what sagas leave in logs and causes', () => {
  let deployed: Deployed;
  /** Saga, id, example, fault. */
  const runs: readonly (readonly [string, string, string, Omit<FaultRule, 'sagaId'>?])[] = [
    ['order', 'completed', 'valid'],
    ['order', 'declined', 'declined-card'],
    ['order', 'out-of-stock', 'out-of-stock'],
    ['order', 'not-served', 'address-not-served'],
    ['order', 'transient', 'valid', { command: 'generate-invoice', kind: 'transient', times: 2 }],
    ['order', 'crashed', 'valid', { command: 'ship-order', kind: 'crash-after', times: 1 }],
    ['order', 'timed-out', 'valid', { command: 'process-payment', kind: 'timeout' }],
    ['order', 'twice', 'valid', { command: 'ship-order', kind: 'answer-twice' }],
    ['order', 'late', 'valid', { command: 'ship-order', kind: 'answer-late' }],
    ['order', 'parked', 'out-of-stock', { command: 'refund-payment', kind: 'transient', times: 30 }],
    ['travel', 'trip', 'valid'],
    ['travel', 'sold-out', 'flight-sold-out'],
  ];
  const inputOf = (saga: string, example: string): Json => {
    const input = withTexts(saga, CANARY, example);
    if (saga === 'travel' || example === 'declined-card') return input;
    return { ...input, payment: { cardToken: CANARY_TOKEN, currency: 'EUR' } };
  };

  beforeAll(async () => {
    deployed = await open(runs.flatMap(([, sagaId, , fault]) => (fault ? [{ ...fault, sagaId }] : [])));
    for (const [saga, id, example] of runs) await deployed.start(saga, id, inputOf(saga, example));
    await deployed.stack.idle();
  });
  afterAll(() => deployed.close());

  it('is worth looking at: sagas that end in every way', () => {
    expect(deployed.stack.executions().length).toBeGreaterThanOrEqual(runs.length);
    expect(new Set(deployed.stack.executions().map(({ end }) => end?.error ?? end?.status))).toEqual(
      new Set(['SUCCEEDED', 'SagaCompensated', 'SagaCompensationFailed']),
    );
    expect(deployed.stack.faultsHit.length).toBeGreaterThan(10);
    expect(deployed.stack.logs.length).toBeGreaterThan(80);
    expect(causesOf(deployed.stack).length).toBeGreaterThan(20);
  });

  it('is nothing of a payload', () => {
    expect(leakedLines(deployed.stack)).toEqual([]);
    expect(leakedCauses(deployed.stack)).toEqual([]);
  });

  it('is no task token', () => {
    const tokens = new Set(
      deployed.stack
        .executions()
        .flatMap(({ history }) => [...JSON.stringify(history).matchAll(/taskToken[\\":]+([\w.+/=-]{20,})/g)])
        .map((match) => match[1] as string),
    );
    expect(tokens.size).toBeGreaterThan(5);
    const said = [...deployed.stack.logs.map(({ text }) => text), ...causesOf(deployed.stack)].join('\n');
    for (const token of tokens) expect(said.includes(token)).toBe(false);
    expect(said).not.toMatch(/taskToken|"input"|"results"|cardToken/);
  });

  it('is no stack trace', () => {
    const participants = causesOf(deployed.stack).filter((cause) =>
      cause.includes('"errorType":"BusinessError"'),
    );
    expect(participants.length).toBeGreaterThanOrEqual(3);
    for (const cause of participants) {
      const { errorMessage, trace } = JSON.parse(cause) as Record<string, unknown>;
      expect(trace).toEqual([`BusinessError: ${errorMessage}`]);
    }
    const traced = [...causesOf(deployed.stack), ...deployed.stack.logs.map(({ text }) => text)];
    expect(traced.filter((text) => PLACE_IN_CODE.test(text))).toEqual([]);
    expect(PLACE_IN_CODE.test(String(new Error('x').stack))).toBe(true);
  });

  it('is nothing of a payload in the events of the log either, nor in what was parked', async () => {
    for (const [saga, id] of runs) {
      const { events } = await deployed.read(saga, id);
      expect([id, JSON.stringify(events).includes('4111')]).toEqual([id, false]);
    }
    for (const message of deployed.leftMessages()) expect(message).not.toContain('4111');
  });
});
