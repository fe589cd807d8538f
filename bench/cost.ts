import { estimate, readMachine } from '../lib/cost';

/**
 * The whole estimate (paths, expected transitions, bill, alternatives) of machines of growing size. A machine of 2,000
 * states has to take less than a second, and ten times the states about ten times the time: doubling the size is to
 * cost less than three times as much.
 */
const SMOKE = process.argv.includes('--smoke');
const SIZES = SMOKE ? [1_000, 2_000, 4_000] : [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const ROUNDS = SMOKE ? 1 : 3;
const LIMIT_MS = 1_000;
const LIMIT_GROWTH = 3;

type States = Record<string, object>;

const task = (Next: string | undefined, caught: string | undefined): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Retry: [
    { ErrorEquals: ['BusinessError'], MaxAttempts: 0 },
    { ErrorEquals: ['States.ALL'], MaxAttempts: 4 },
  ],
  ...(Next === undefined ? { End: true } : { Next }),
  ...(caught === undefined ? {} : { Catch: [{ ErrorEquals: ['States.ALL'], Next: caught }] }),
});

/** Half the states are steps, half their compensations. */
const saga = (size: number): unknown => {
  const steps = Math.floor(size / 2);
  const States: States = { Undone: { Type: 'Fail', Error: 'SagaCompensated' } };
  for (let step = 0; step < steps; step += 1) {
    States[`Do${step}`] = task(step + 1 < steps ? `Do${step + 1}` : undefined, `Undo${step}`);
    States[`Undo${step}`] = task(step > 0 ? `Undo${step - 1}` : 'Undone', undefined);
  }
  return { StartAt: 'Do0', States };
};

/** Every state but the last may send the execution back to the start: one loop through all of them. */
const ring = (size: number): unknown => {
  const States: States = { Done: { Type: 'Succeed' } };
  for (let at = 0; at < size; at += 1) {
    const next = at + 1 < size ? `S${at + 1}` : 'Done';
    States[`S${at}`] =
      at % 2 === 0 ? task(next, undefined) : { Type: 'Choice', Choices: [{ Next: next }], Default: 'S0' };
  }
  return { StartAt: 'S0', States };
};

/** Groups of ten branches, one after the other. */
const groups = (size: number): unknown => {
  const count = Math.ceil(size / 11);
  const States: States = {};
  for (let group = 0; group < count; group += 1) {
    const Branches = Array.from({ length: 10 }, (_, branch) => {
      const name = `G${group}B${branch}`;
      return { StartAt: name, States: { [name]: task(undefined, undefined) } };
    });
    const onward = group + 1 < count ? { Next: `G${group + 1}` } : { End: true };
    States[`G${group}`] = { Type: 'Parallel', Branches, ...onward };
  }
  return { StartAt: 'G0', States };
};

const SHAPES: readonly (readonly [name: string, build: (size: number) => unknown])[] = [
  ['saga', saga],
  ['ring', ring],
  ['groups', groups],
];

/** Processor time in milliseconds: what else the machine does meanwhile does not count. */
const measure = (definition: string): number => {
  const before = process.cpuUsage();
  estimate({ name: 'bench', machine: readMachine(definition), region: 'us-east-1' });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const best = (definition: string): number =>
  Math.min(...Array.from({ length: ROUNDS }, () => measure(definition)));

let failed = false;
for (const [name, build] of SHAPES) {
  const times = SIZES.map((size) => best(JSON.stringify(build(size))));
  const growth = (times.at(-1)! / times[0]!) ** (1 / (SIZES.length - 1));
  const at2000 = times[SIZES.indexOf(2_000)]!;
  failed ||= at2000 > LIMIT_MS || growth > LIMIT_GROWTH;
  const line = SIZES.map((size, at) => `${size}: ${times[at]!.toFixed(0)} ms`).join('  ');
  process.stdout.write(`${name.padEnd(7)} ${line}  each doubling × ${growth.toFixed(2)}\n`);
}
process.exitCode = failed && !SMOKE ? 1 : 0;
