import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import { loadDefinition } from '../../lib/asl';
import { Engine, JumpingClock } from '../../lib/engine';
import { canonical, type Event } from '../conformance/canonical';
import { type Answer, differenceOf } from './compare';
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

const SHOWN = 10;
const SHOWN_CHARACTERS = 600;

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
      input: JSON.stringify(input),
    }).done;
    const { status, output, error } = execution as unknown as Answer;
    return { status, output, error, events: execution.history as unknown as readonly Event[] };
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

const main = async (): Promise<number> => {
  const count = option('count', 2000);
  const seed = option('seed', 4711);
  const interpreter = openInterpreter();
  const known = new Map<string, number>();
  const unexplained: string[] = [];
  let same = 0;
  try {
    for (const sample of fc.sample(cases, { numRuns: count, seed })) {
      const [mine, theirs] = [await ours(sample), await interpreter.ask(sample)];
      const differs = differenceOf(theirs, mine, canonical);
      const reason = differs === undefined ? undefined : knownDifference(sample, theirs, mine);
      if (differs === undefined) same++;
      else if (reason !== undefined) known.set(reason, (known.get(reason) ?? 0) + 1);
      else unexplained.push(`${differs}\n  ${JSON.stringify(sample)}`);
    }
  } finally {
    interpreter.close();
  }
  for (const line of unexplained.slice(0, SHOWN)) write(`differs: ${line.slice(0, 3 * SHOWN_CHARACTERS)}`);
  for (const [reason, times] of known) write(`known (${times}): ${reason}`);
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
