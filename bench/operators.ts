import { ensureAssembly } from '../lib/cli/assembly';
import { EXIT } from '../lib/cli/command';
import { RealClock } from '../lib/engine';
import { type EmbeddedStack, startStack } from '../lib/local';
import {
  deploymentsIn,
  describeSagaStacks,
  localClientOptions,
  operationClients,
  type SagaResources,
} from '../lib/operations';
import { orderSaga } from '../lib/sagas';
import { root, runWith } from '../test/cli/test-host';
import { seedStuck, stuckSagas } from '../test/operations/support/stuck-sagas';
import { median } from './median';

/**
 * How long an operator waits when a participant was down for a weekend: for the first page of the dead letters, for one
 * saga, and for each letter that is sent again. The CLI's own commands, in this process, which the stack shares. Each
 * beside itself with fewer letters, medians: a look is not to take longer, nor one letter of a redrive.
 */
const SMOKE = process.argv.includes('--smoke');
/** Few letters, then many; a page is full with either. */
const SIZES: readonly [few: number, many: number] = SMOKE ? [60, 240] : [1_000, 10_000];
/** Stacks of each size, in turns: what was redriven once is under way, and would not be sent again. */
const ROUNDS = SMOKE ? 1 : 3;
/** Looks at each stack. */
const LOOKS = SMOKE ? 3 : 7;
/** The same on any machine, busy or not; a call that finds nothing more to take is room enough. */
const MOST_CALLS_RATIO = 1.1;
/** What is quadratic would take ten times as long. */
const MOST_TIME_RATIO = 2;
const PAGE = 50;
const DAY_MS = 86_400_000;

interface World {
  readonly stack: EmbeddedStack;
  readonly letters: number;
  /** Of the queue that the redrive is to empty. */
  readonly deadLetterQueue: string;
}

/** What is measured: a command, what its output must hold, and how long it may take with many letters. */
interface Subject {
  readonly name: string;
  readonly argv: (look: number, letters: number) => readonly string[];
  readonly exit: number;
  /** @returns what is wrong: a command that fails at once would be the fastest of all */
  readonly problem: (stdout: string, world: World) => string | undefined;
  /** Milliseconds of the whole command; none where it grows with what there is to do. */
  readonly targetMs?: number;
  /** It sends each letter: time and calls are those of one letter, and it can be done once. */
  readonly isRedrive?: true;
}

const contains =
  (text: string) =>
  (stdout: string): string | undefined =>
    stdout.includes(text) ? undefined : `does not say '${text}'`;

const counts = (what: RegExp, stdout: string, expected: number): string | undefined => {
  const found = stdout.match(what)?.length ?? 0;
  return found === expected ? undefined : `names ${found} letters, not ${expected}`;
};

/** From all over the index. */
const idOf = (look: number, letters: number): string => `stuck-${Math.floor((look * letters) / LOOKS)}`;

const SUBJECTS: readonly Subject[] = [
  {
    name: 'dead-letters list, page one',
    argv: () => ['dead-letters', 'list', '--limit', String(PAGE)],
    exit: EXIT.ok,
    problem: (stdout) => counts(/stuck-\d+/g, stdout, PAGE),
    targetMs: 2_000,
  },
  {
    name: 'show <id>',
    argv: (look, letters) => ['show', idOf(look, letters)],
    // As of any saga that is not whole.
    exit: EXIT.endedOtherwise,
    problem: contains('COMPENSATION_FAILED'),
    targetMs: 500,
  },
  {
    name: 'dead-letters show <id>',
    argv: (look, letters) => ['dead-letters', 'show', idOf(look, letters)],
    exit: EXIT.ok,
    problem: contains('Sandbox.Timedout'),
    targetMs: 500,
  },
  {
    name: 'redrive --all, a letter',
    argv: () => ['dead-letters', 'redrive', '--all'],
    exit: EXIT.ok,
    problem: (stdout, { stack, letters, deadLetterQueue }) =>
      counts(/is tried again/g, stdout, letters) ??
      (stack.messages(deadLetterQueue).length === 0 ? undefined : 'leaves copies in the dead-letter queue'),
    isRedrive: true,
  },
];

/** Of one run of a subject, or of one of its letters. */
interface Sample {
  readonly ms: number;
  readonly calls: number;
}

const open = async (assembly: string, letters: number): Promise<World> => {
  // On a clock that jumps, what a look hides for a minute would be back at once.
  const stack = await startStack({ assembly, clock: new RealClock(), schedules: false });
  // Attempts at what was sent are the redriver's time, not that of whoever waits for the command.
  for (const name of stack.functions) if (name.includes('Redrive')) stack.setSourceEnabled(name, false);
  const clients = operationClients(localClientOptions(stack.endpoint, stack.region));
  const found = deploymentsIn(await describeSagaStacks(clients.cloudformation));
  const resources = found.get(orderSaga.name) as SagaResources;
  const sagas = stuckSagas(orderSaga, 'stuck', letters, stack.now() - 3 * DAY_MS);
  await seedStuck(clients, resources, orderSaga, sagas);
  clients.destroy();
  return { stack, letters, deadLetterQueue: resources.errorsDeadLetterQueueUrl.split('/').pop() ?? '' };
};

const sampleOf = async (subject: Subject, world: World, look: number): Promise<Sample> => {
  const { stack, letters } = world;
  stack.resetCalls();
  const start = performance.now();
  const { code, stdout, stderr } = await runWith(subject.argv(look, letters), {
    env: { ...process.env, AWS_ENDPOINT_URL: stack.endpoint },
  });
  const ms = performance.now() - start;
  const problem = code === subject.exit ? subject.problem(stdout, world) : `ended with ${code}: ${stderr}`;
  if (problem !== undefined) throw new Error(`${subject.name}: ${problem}`);
  const calls = stack
    .calls()
    .filter(({ by }) => by === 'client')
    .reduce((sum, { count }) => sum + count, 0);
  return subject.isRedrive ? { ms: ms / letters, calls: calls / letters } : { ms, calls };
};

/** Every subject on a stack of its own. */
const measure = async (
  assembly: string,
  letters: number,
): Promise<ReadonlyMap<Subject, readonly Sample[]>> => {
  const world = await open(assembly, letters);
  const samples = new Map<Subject, readonly Sample[]>();
  try {
    for (const subject of SUBJECTS) {
      const taken: Sample[] = [];
      for (let look = 0; look < (subject.isRedrive ? 1 : LOOKS); look++) {
        taken.push(await sampleOf(subject, world, look));
      }
      samples.set(subject, taken);
    }
  } finally {
    await world.stack.stop();
  }
  return samples;
};

const shown = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`).padStart(8);

/** One line about a subject. @returns whether it is as it should be, as far as that is judged */
const report = (subject: Subject, few: readonly Sample[], many: readonly Sample[]): boolean => {
  const [before, after] = [few, many].map((samples) => ({
    ms: median(samples.map(({ ms }) => ms)),
    calls: median(samples.map(({ calls }) => calls)),
  })) as [Sample, Sample];
  const time = after.ms / before.ms;
  const calls = after.calls / before.calls;
  const { name, targetMs = Number.POSITIVE_INFINITY } = subject;
  const isLate = after.ms > targetMs;
  const target = Number.isFinite(targetMs) ? `  target ${targetMs} ms${isLate ? ': EXCEEDED' : ''}` : '';
  process.stdout.write(
    `${name.padEnd(28)} ${shown(before.ms)} →${shown(after.ms)}  × ${time.toFixed(2)}   ` +
      `${before.calls.toFixed(1)} → ${after.calls.toFixed(1)} calls  × ${calls.toFixed(2)}${target}\n`,
  );
  // A few rounds say that it runs and with how many calls, not how fast it is.
  return calls <= MOST_CALLS_RATIO && (SMOKE || (time <= MOST_TIME_RATIO && !isLate));
};

const run = async (): Promise<void> => {
  const assembly = await ensureAssembly({ root, env: process.env });
  await measure(assembly, SIZES[0]); // compiles what both sizes run
  const [few, many] = SIZES.map(() => new Map<Subject, Sample[]>()) as [
    Map<Subject, Sample[]>,
    Map<Subject, Sample[]>,
  ];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, all] of [few, many].entries()) {
      for (const [subject, samples] of await measure(assembly, SIZES[index]!)) {
        all.set(subject, [...(all.get(subject) ?? []), ...samples]);
      }
    }
  }
  process.stdout.write(
    `${SIZES.join(' → ')} dead letters: time at most × ${MOST_TIME_RATIO}, calls at most × ${MOST_CALLS_RATIO}\n`,
  );
  const good = SUBJECTS.map((subject) => report(subject, few.get(subject)!, many.get(subject)!));
  process.exitCode = good.includes(false) ? 1 : 0;
};

void run();
