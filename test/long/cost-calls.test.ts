import { compile, placeholderTargets } from '../../lib/asl';
import {
  type Happening,
  predictTransitions,
  readMachine,
  type Scenario,
  sagaProfiles,
  TYPICAL_ITEMS,
  totalCalls,
} from '../../lib/cost';
import type { CallCount, FaultKindName } from '../../lib/local';
import {
  BUSINESS_ERROR,
  elementOf,
  flatSteps,
  hasCompensation,
  participantNames,
  type SagaDefinition,
  stateName,
} from '../../lib/saga';
import { activeSteps, fullest, type Variant, variantsOf } from '../every/variants';
import { walksOf } from '../every/walk';
import { project } from '../every/world';
import { type Fault, FOR_GOOD } from '../matrix/cases';
import { startCase } from '../matrix/check';
import { refill } from '../matrix/counters';
import { choicesOf } from '../matrix/prediction';
import { type Bench, startBench } from '../matrix/stack';

/** One saga, what is put in its way, and what that looks like to the state machine. */
interface Run {
  readonly id: string;
  readonly variant: Variant;
  readonly faults: readonly Fault[];
  readonly scenario: Scenario;
}

/** What an injected fault looks like to the state machine, and whether the function ran. */
const FAULTS = {
  business: { error: BUSINESS_ERROR, notRun: true },
  transient: { error: 'TransientError', notRun: true },
  'crash-before': { error: 'Lambda.TooManyRequestsException', notRun: true },
  'crash-after': { error: 'Lambda.SdkClientException' },
} as const satisfies Partial<Record<FaultKindName, { readonly error: string; readonly notRun?: true }>>;
type Kind = keyof typeof FAULTS;

const ONCE = ['crash-before', 'crash-after'] as const;

type Trouble = Pick<Run, 'faults' | 'scenario'>;

const trouble = (command: string, kind: Kind, times: number): Trouble => {
  const { error, ...notRun } = FAULTS[kind];
  const happening: Happening = times === FOR_GOOD ? { forEver: error } : { errors: [error] };
  return {
    faults: [{ command, kind, times }],
    scenario: { [stateName(command)]: { ...happening, ...notRun } },
  };
};

const both = (one: Trouble, other: Trouble): Trouble => ({
  faults: [...one.faults, ...other.faults],
  scenario: { ...one.scenario, ...other.scenario },
});

/** What goes wrong at the commands of a variant. */
const troublesOf = (variant: Variant): readonly Trouble[] => {
  const { definition } = variant;
  const active = activeSteps(variant);
  const turning = active.filter(hasCompensation).at(-1);
  const refused = turning ? trouble(turning.name, 'business', FOR_GOOD) : undefined;
  // Not those of the element that fails: they turn the saga back, and when one cannot, whoever comes after it does.
  const behind = active.filter(
    ({ name }) => turning && elementOf(definition, name) !== elementOf(definition, turning.name),
  );
  return [
    ...active.flatMap(({ name, via }) => [
      trouble(name, 'business', FOR_GOOD),
      // What a queue delivers again is no attempt of the state machine.
      ...(via === 'queue' ? [] : ONCE.map((kind) => trouble(name, kind, 1))),
    ]),
    ...behind.filter(hasCompensation).flatMap(({ compensation }, at) =>
      refused
        ? [
            both(refused, trouble(compensation, 'crash-after', 1)),
            // The last of the chain closes the log; what is parked is redriven for days, here too.
            ...(at === 0 ? [both(refused, trouble(compensation, 'transient', FOR_GOOD))] : []),
          ]
        : [],
    ),
  ];
};

/**
 * Each way through a saga; and where nothing was skipped, each "no" of its examples and each trouble. The next handler
 * that runs notes what was skipped before it, and one that fails may do so more than once or not at all: there the
 * prediction is near, and not exact.
 */
const runsOf = async (saga: string): Promise<readonly Run[]> => {
  const variants = await variantsOf(project, saga);
  const definition = project.sagas[saga] as SagaDefinition;
  const refused = Object.entries((await walksOf(project))[saga] ?? {}).flatMap(
    ([name, { refusal, ...walk }]): Omit<Run, 'id'>[] => {
      if (!refusal) return [];
      const variant = { name, world: project, definition, input: project.examples(saga)[name], ...walk };
      const scenario = { [stateName(refusal.step)]: { forEver: BUSINESS_ERROR } };
      return [{ variant, faults: [], scenario }];
    },
  );
  const troubled = variants.flatMap((variant) => troublesOf(variant).map((wrong) => ({ variant, ...wrong })));
  return [
    ...variants.map((variant) => ({ variant, faults: [], scenario: {} })),
    ...[...refused, ...troubled].filter(({ variant }) => variant.skipped.length === 0),
  ].map((run, at) => ({ id: `run-${at}`, ...run }));
};

/** Calls made on the way of an execution: not those of whoever looks on, and not of what works for all sagas. */
const callsOf = ({ stack, resources }: Bench, definition: SagaDefinition): Map<string, number> => {
  const { functionOf, errorsQueueUrl, requestsQueueUrl } = resources(definition);
  const functions = participantNames(definition).map(functionOf);
  const ofOthers = [errorsQueueUrl, requestsQueueUrl].map((url) => url.split('/').at(-1));
  const isOnTheWay = ({ service, resource, by }: CallCount): boolean => {
    if (service === 'dynamodb') return functions.includes(by);
    if (service === 'lambda') return functions.includes(resource);
    return service === 'sqs' && (by === 'states' || (by === 'event-source' && !ofOthers.includes(resource)));
  };
  const counted = new Map<string, number>();
  for (const { service, operation, count } of stack.calls().filter(isOnTheWay)) {
    const key = `${service} ${operation}`;
    counted.set(key, (counted.get(key) ?? 0) + count);
  }
  return counted;
};

/** Runs a saga and counts. */
const count = async (bench: Bench, run: Run): Promise<Record<string, number>> => {
  const { definition } = run.variant;
  const before = callsOf(bench, definition);
  await startCase(bench, run);
  await bench.stack.idle();
  await refill(bench, definition);
  const more = [...callsOf(bench, definition)].map(
    ([key, calls]) => [key, calls - (before.get(key) ?? 0)] as const,
  );
  return Object.fromEntries(more.filter(([, calls]) => calls !== 0));
};

const predict = ({ variant, scenario }: Run): Record<string, number> => {
  const { definition, counters } = variant;
  const machine = readMachine(compile(definition, placeholderTargets));
  const { uses } = predictTransitions(machine, { ...choicesOf(variant), ...scenario });
  const { books = {} } = TYPICAL_ITEMS[definition.name] ?? {};
  const { calls } = totalCalls(uses, sagaProfiles(definition, { counters, books }));
  return Object.fromEntries([...calls].filter(([, number]) => number !== 0));
};

/**
 * Events that one run writes more than another: when a step of a group fails, the compensations of all its steps try to
 * turn the saga back at once, and whoever does so is not always the one that writes the fewest.
 */
const chanceEvents = ({ variant: { definition }, scenario }: Run): number => {
  const failed = flatSteps(definition).find(({ name }) => scenario[stateName(name)]?.forEver !== undefined);
  const element = failed && elementOf(definition, failed.name);
  return element?.kind === 'parallel' && failed && hasCompensation(failed) ? element.steps.length - 1 : 0;
};

const PUT = 'dynamodb PutItem';

test.each(
  Object.keys(project.sagas),
)('%s: predicted calls are those that the embedded endpoints counted', async (saga) => {
  const bench = await startBench({ schedules: false });
  // Who hears of an undone saga does so after its end, and is reckoned with apart.
  for (const rule of bench.stack.rules.filter((name) => name.includes('Undone'))) {
    bench.stack.setEnabled(rule, false);
  }
  try {
    for (const run of await runsOf(saga)) {
      const faults = run.faults.map(({ command, kind, times }) => `${command} ${kind} ${times}`);
      const what = [run.variant.name, ...faults].join(', ');
      const counted = await count(bench, run);
      const predicted = predict(run);
      const more = (counted[PUT] ?? 0) - (predicted[PUT] ?? 0);
      const byChance = more > 0 && more <= chanceEvents(run) ? { [PUT]: counted[PUT] } : {};
      expect({ what, ...counted }).toEqual({ what, ...predicted, ...byChance });
    }
  } finally {
    await bench.stop();
  }
});

test.each(
  Object.keys(TYPICAL_ITEMS),
)('the estimate of %s reckons with the counters of its fullest example', async (saga) => {
  expect(TYPICAL_ITEMS[saga]?.counters).toEqual((await fullest(project, saga)).counters);
});
