import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import { loadDefinition } from '../../lib/asl';
import { Engine, JumpingClock } from '../../lib/engine';
import type { Event } from '../conformance/canonical';
import { delayed, uncaught } from './altered';
import { type Answer, type Difference, differenceOf } from './compare';
import { knownDifference } from './known';
import { type Case, cases } from './machines';

/**
 * Runs generated machines on the engine and on moto's interpreter of the language: a line for each that ends or goes
 * another way there without a known reason, and the totals. `--count N` says how many, `--seed N` which.
 */
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number above 0`);
  return value;
};

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const SHOWN = 50;
const SHOWN_CHARACTERS = 4000;

const ours = async ({ definition, input }: Case): Promise<Answer> => {
  const clock = new JumpingClock(() => Date.parse('2026-11-24T08:00:00Z'));
  try {
    const engine = new Engine({
      ...{ clock, random: () => 0.5, region: 'us-east-1', accountId: '123456789012' },
      integrations: () => undefined,
    });
    const execution = await engine.startExecution({
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
      definition: loadDefinition(definition as never),
      name: 'execution',
      roleArn: 'arn:aws:iam::123456789012:role/differential',
      input: JSON.stringify(input),
    }).done;
    const { status, output, error, cause } = execution as unknown as Answer;
    return { status, output, error, cause, events: execution.history as unknown as readonly Event[] };
  } catch (error) {
    return { status: 'REFUSED', why: (error as Error).message, events: [] };
  } finally {
    clock.stop();
  }
};

/** Asks one question at a time: the interpreter keeps every machine that it has run. */
const openInterpreter = () => {
  const python = process.env.MOTO_PYTHON ?? '.venv/moto/bin/python';
  const child: ChildProcess = spawn(python, ['test/differential/interpreter.py'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(new Error(`${python} does not start: ${error.message}`)));
    child.on('exit', (code) => reject(new Error(`the interpreter ended with exit code ${code}`)));
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    ask: async (asked: Case): Promise<Answer> => {
      child.stdin?.write(`${JSON.stringify(asked)}\n`);
      const line = await Promise.race([lines.next(), failed]);
      return JSON.parse(line.value as string) as Answer;
    },
    close: () => child.stdin?.end(),
  };
};

const inWords = ({ kind, theirs, ours: mine }: Difference): string =>
  `${kind}\n  theirs: ${theirs}\n  ours:   ${mine}`;

/** Which of two branches fails first is chance: it may go as theirs when the other one is slow. */
const asTheirsWhenSlow = async (sample: Case, theirs: Answer): Promise<boolean> => {
  for (const branch of [0, 1] as const) {
    const differs = differenceOf(theirs, await ours(delayed(sample, branch)));
    if (differs === undefined || differs.kind === 'events') return true;
  }
  return false;
};

interface Asked {
  readonly sample: Case;
  readonly mine: Answer;
  readonly theirs: Answer;
}

/**
 * moto holds its own States.Runtime against Retry and Catch, or breaks in doing so, and then fails of something else:
 * where the two differ after that, the machine is asked without them.
 */
const askBoth = async (sample: Case, ask: (sample: Case) => Promise<Answer>): Promise<Asked> => {
  const [mine, theirs] = [await ours(sample), await ask(sample)];
  if (theirs.error !== 'States.Runtime' || differenceOf(theirs, mine) === undefined)
    return { sample, mine, theirs };
  const bare = uncaught(sample);
  return { sample: bare, mine: await ours(bare), theirs: await ask(bare) };
};

const main = async (): Promise<number> => {
  const count = option('count', 2000);
  const seed = option('seed', 4711);
  const interpreter = openInterpreter();
  const known = new Map<string, number>();
  const unexplained: string[] = [];
  let same = 0;
  let raced = 0;
  try {
    for (const generated of fc.sample(cases, { numRuns: count, seed })) {
      const { sample, mine, theirs } = await askBoth(generated, interpreter.ask);
      const differs = differenceOf(theirs, mine);
      const reason = differs && knownDifference({ sample, theirs, ours: mine, difference: differs });
      if (differs === undefined) same++;
      else if (differs.kind !== 'events' && (await asTheirsWhenSlow(sample, theirs))) raced++;
      else if (reason !== undefined) known.set(reason, (known.get(reason) ?? 0) + 1);
      else {
        const told = `${inWords(differs)}\n  ${JSON.stringify(sample)}`;
        // At once: whoever stops a long run has what it found so far.
        if (unexplained.push(told) <= SHOWN) write(`differs: ${told.slice(0, 3 * SHOWN_CHARACTERS)}`);
      }
    }
  } finally {
    interpreter.close();
  }
  for (const [reason, times] of known) write(`known (${times}): ${reason}`);
  if (raced > 0)
    write(`known (${raced}): another branch failed first; with that one quicker it goes the same way here`);
  const explained = count - same - unexplained.length;
  write(`${same} of ${count} the same, ${explained} known to differ, ${unexplained.length} unexplained`);
  return unexplained.length === 0 ? 0 : 1;
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
