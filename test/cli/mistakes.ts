import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { participantNames } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { root as project } from './test-host';

/**
 * What a developer can do wrong, in a copy of the project, and what the tools say to it: one good line, once, and no
 * stack trace.
 */
const [saga] = Object.values(sagas);
if (!saga) throw new Error('there is no saga to make mistakes in');
const by = participantNames(saga)[0] ?? '';
const SAGA = `lib/sagas/${saga.name}.ts`;
const HANDLER = `lambdas/${saga.name}/${by}.ts`;
const STACK = 'lib/stacks/saga-stack.ts';

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'mistakes-')));
const PARTS = [
  'bin',
  'cdk.json',
  'examples',
  'lambdas',
  'lib',
  'package-lock.json',
  'package.json',
  'stages.json',
  'tsconfig.json',
];
const restore = (): void => {
  for (const part of PARTS) cpSync(join(project, part), join(copy, part), { recursive: true });
};
symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const append = (file: string, content: string) => (): void => appendFileSync(join(copy, file), content);
const linesOf = (file: string): number => readFileSync(join(project, file), 'utf8').split('\n').length;

export interface Mistake {
  readonly make: () => void;
  /** What is said, whole. */
  readonly says: string | RegExp;
  /** Whether it is in a saga, which every command reads, or in what only a synthesis looks at. */
  readonly seenBy: 'everyone' | 'synthesis';
}

export const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a definition that is not valid': {
    make: append(
      SAGA,
      `import { defineSaga as define } from '../saga';
       define({ name: 'parcel', version: 1, deadline: { hours: 1 }, input: {}, steps: [] } as never);\n`,
    ),
    says: /^saga 'parcel' is not valid: [^\n]+$/,
    seenBy: 'everyone',
  },
  'a syntax error in a saga': {
    make: append(SAGA, 'const broken: = 1;\n'),
    says: `${SAGA}:${linesOf(SAGA)}:15: Unexpected "="`,
    seenBy: 'everyone',
  },
  'an import that leads nowhere': {
    make: append(SAGA, "import { nothing } from './nowhere';\nexport { nothing };\n"),
    says: `${SAGA}:${linesOf(SAGA)}:25: Could not resolve "./nowhere"`,
    seenBy: 'everyone',
  },
  'a saga that fails when it is loaded': {
    make: append(SAGA, 'const broken = undefined as never as { use(): void };\nbroken.use();\n'),
    says: `${SAGA}:${linesOf(SAGA) + 1}:8: TypeError: Cannot read properties of undefined (reading 'use')`,
    seenBy: 'everyone',
  },
  'a syntax error in a handler': {
    make: append(HANDLER, 'const broken: = 1;\n'),
    says: `${HANDLER}:${linesOf(HANDLER)}:15: Unexpected "="`,
    seenBy: 'synthesis',
  },
  'a lambda file that is not there': {
    make: () => rmSync(join(copy, HANDLER)),
    says: `there is no ${HANDLER}: the handlers of a participant stand in lambdas/<saga>/<participant>.ts`,
    seenBy: 'synthesis',
  },
  'a command without a handler': {
    make: () =>
      writeFileSync(
        join(copy, HANDLER),
        `import { participant } from '../../lib/runtime';
         import { sagas } from '../../lib/sagas';
         export const handler = participant(sagas['${saga.name}'] as never, '${by}' as never, {} as never);\n`,
      ),
    says: /^lambdas\/[^:]+: participant '[^']+' of saga '[^']+' has no handler for '[^\n]+': add it$/,
    seenBy: 'synthesis',
  },
  'a participant without a function': {
    make: () => {
      const file = join(copy, STACK);
      const stack = readFileSync(file, 'utf8');
      const forgetful = stack.replace('names.map((name) => [', 'names.slice(1).map((name) => [');
      if (forgetful === stack) throw new Error(`${STACK} does not make its functions there any more`);
      writeFileSync(file, forgetful);
    },
    says: `saga '${saga.name}' has no function for participant '${by}': add it to \`participants\``,
    seenBy: 'synthesis',
  },
};

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = async (program: string, ...argv: readonly string[]): Promise<Said> => {
  const child = spawn(program, argv, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
};

const SYNTHESIZING = 'the sources changed: synthesizing the stacks\n';
const CDK_SAYS = '\nnode --import tsx bin/app.ts: Subprocess exited with error 1\n';

/** What a tool says beside the message. @returns the message alone, or all of it when it is something else */
const messageIn = ({ stdout, stderr }: Said): string => {
  const plain = `${stdout}${stderr}`.replace(SYNTHESIZING, '');
  const told = /^saga: (?:the stacks cannot be synthesized: )?(.*)\n$/s.exec(plain)?.[1];
  return told ?? (plain.endsWith(CDK_SAYS) ? plain.slice(0, -CDK_SAYS.length) : plain);
};

const TOOLS = {
  'saga run': () => run('bin/saga', 'run', saga.name),
  'cdk synth': () => run('node_modules/.bin/cdk', 'synth', '--quiet'),
  'saga graph': () => run('bin/saga', 'graph', saga.name),
  'saga cost': () => run('bin/saga', 'cost', saga.name),
} as const;
export type Tool = keyof typeof TOOLS;

/** Whatever looks at the place of the mistake. */
export const toolsThatSee = ({ seenBy }: Mistake): readonly Tool[] =>
  seenBy === 'everyone' ? (Object.keys(TOOLS) as Tool[]) : ['saga run', 'cdk synth'];

/** Each tool ends with 1, and tells the mistake in one line. */
export const expectTold = async ({ make, says }: Mistake, tools: readonly Tool[]): Promise<void> => {
  restore();
  make();
  const said = await Promise.all(tools.map(async (name) => ({ name, ...(await TOOLS[name]()) })));
  expect(said.map((one) => [one.name, one.code, messageIn(one)])).toEqual(
    tools.map((name) => [name, 1, typeof says === 'string' ? says : expect.stringMatching(says)]),
  );
};

/** The copy itself is not wrong. */
export const expectNothingTold = async (): Promise<void> => {
  restore();
  const said = await TOOLS['cdk synth']();
  // What it says of success goes to another stream where CI is set.
  expect([said.code, said.code === 0 ? '' : said.stderr]).toEqual([0, '']);
};
