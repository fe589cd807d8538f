import { compile, placeholderTargets, stateName } from '../../lib/asl';
import { DEMO, type DemoScenario } from '../../lib/cli/demo-scenarios';
import { runLocally } from '../../lib/cli/local-run';
import { type LocalSession, withLocalStack } from '../../lib/cli/local-session';
import { readInput } from '../../lib/cli/read-input';
import {
  type Happening,
  predictTransitions,
  readMachine,
  type Scenario,
  sagaProfiles,
  totalCalls,
} from '../../lib/cost';
import type { SagaDefinition } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { testHost } from '../cost/quiet-host';

/** The steps that the input itself makes say no. */
const REFUSED: Readonly<Record<string, string>> = {
  'declined-card': 'process-payment',
  'out-of-stock': 'remove-product-from-stock',
};

/** What an injected fault looks like to the state machine, and whether the function ran. */
const FAULTS: Readonly<Record<string, { readonly error: string; readonly notRun?: true }>> = {
  business: { error: 'BusinessError', notRun: true },
  transient: { error: 'TransientError', notRun: true },
  'crash-before': { error: 'Lambda.TooManyRequestsException', notRun: true },
  'crash-after': { error: 'Lambda.SdkClientException' },
};

const FOR_GOOD = 9;

jest.setTimeout(120_000);

const scenarioOf = ({ id, faults }: DemoScenario): Scenario => {
  const refused = REFUSED[id];
  const injected = faults.map(({ command, kind, times }): [string, Happening] => {
    const { error, notRun } = FAULTS[kind] as (typeof FAULTS)[string];
    const forEver = kind === 'business' || (times ?? 1) > FOR_GOOD;
    const errors = Array.from({ length: times ?? 1 }, () => error);
    return [
      stateName(command),
      { ...(forEver ? { forEver: error } : { errors }), ...(notRun ? { notRun } : {}) },
    ];
  });
  return {
    ...(refused === undefined ? {} : { [stateName(refused)]: { forEver: 'BusinessError' } }),
    ...Object.fromEntries(injected),
  };
};

/** Calls made on the way of the execution itself: not those of whoever looks on, and not of the redriver after it. */
const countedCalls = ({ stack }: LocalSession): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { service, operation, resource, by, count } of stack.calls()) {
    const ofParticipant = /(Orders|Payments|Inventory|Invoices|Logistics|Notifications)Function/.test(
      `${by} ${resource}`,
    );
    const ofCommands = by === 'event-source' && resource.includes('Commands');
    const ofMachine = service === 'sqs' && by === 'states';
    const billed = service === 'dynamodb' || service === 'sqs' || service === 'lambda';
    if (!billed || !(ofParticipant || ofCommands || ofMachine)) continue;
    const key = `${service} ${operation}`;
    counted[key] = (counted[key] ?? 0) + count;
  }
  return counted;
};

describe('predicted calls against those that the embedded endpoints counted', () => {
  const definition = orderSaga as SagaDefinition;
  const machine = readMachine(compile(definition, placeholderTargets));

  it.each(DEMO.map((scenario) => [scenario.id, scenario] as const))('%s', async (_, scenario) => {
    const host = testHost();
    const input = await readInput(host, definition, `${host.root}/examples/order/${scenario.input}.json`);
    const { items } = input as { readonly items: readonly { readonly productId: string }[] };
    const counters = { 'remove-product-from-stock': new Set(items.map(({ productId }) => productId)).size };

    const counted = await withLocalStack(host, definition, [], async (session) => {
      for (const fault of scenario.faults) session.stack.addFault(fault);
      await runLocally(host, session, definition, { id: scenario.id, input });
      return countedCalls(session);
    });
    const { uses } = predictTransitions(machine, scenarioOf(scenario));
    const { calls } = totalCalls(uses, sagaProfiles(definition, { counters }));
    const predicted = Object.fromEntries([...calls].filter(([, count]) => count !== 0));
    expect(counted).toEqual(predicted);
  });
});
