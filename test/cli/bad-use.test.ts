import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../lib/cli';
import { commands } from '../../lib/cli/commands';
import { FAULT_KIND_NAMES } from '../../lib/local';
import { sagas } from '../../lib/sagas';
import { root, runWith } from './test-host';

const folder = mkdtempSync(join(tmpdir(), 'bad-use-'));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A project without examples. */
const bare = mkdtempSync(join(tmpdir(), 'bare-'));
cpSync(join(root, 'package.json'), join(bare, 'package.json'));
afterAll(() => rmSync(bare, { recursive: true, force: true }));

const malformed = file('malformed.json', '{ "customer": ');
const incomplete = file('incomplete.json', '{ "customer": { "name": "Ada" } }');
const wordy = file(
  'wordy.json',
  JSON.stringify({
    customer: { name: 'Ada', email: 'ada@example.com' },
    items: [{ productId: 'chair-oak', quantity: 'four', unitPrice: 100 }],
    payment: { cardToken: 'tok_visa', currency: 'EUR' },
    shippingAddress: { street: 'Rue 1', city: 'Bern', postalCode: '3000', country: 'CH' },
    colour: 'red',
  }),
);
const large = file('large.json', JSON.stringify('x'.repeat(70_000)));

const all = Object.keys(sagas).join(', ');

/** What is typed, and what the one line has to name. */
const CASES: readonly (readonly [string, readonly string[], string | RegExp])[] = [
  ['an unknown command', ['launch'], "unknown command 'launch'"],
  ['an unknown saga', ['run', 'holiday'], `unknown saga 'holiday': use one of ${all}`],
  ['a saga named like a property of every object', ['run', 'constructor'], "unknown saga 'constructor'"],
  ['records of nobody', ['records'], "missing required argument 'participant'"],
  [
    'records by what is no value of an attribute',
    ['records', 'orders', '--by', 'customer'],
    "--by 'customer' is no ATTRIBUTE=VALUE, such as customer=c-17",
  ],
  ['records by no attribute', ['records', 'orders', '--by', '=x'], "--by '=x' is no ATTRIBUTE=VALUE"],
  [
    'one record, and which of them at once',
    ['records', 'orders', '--id', '1', '--by', 'customer=x'],
    'records: --by does not go with --id',
  ],
  [
    'one record, from somewhere on',
    ['records', 'orders', '--id', '1', '--next', 'x'],
    '--next does not go with --id',
  ],
  ['no records at once', ['records', 'orders', '--limit', '0'], "--limit '0' is no whole number above 0"],
  ['too many records at once', ['records', 'orders', '--limit', '1001'], "--limit '1001' is above 1000"],
  ['no saga', ['run'], "missing required argument 'saga'"],
  ['two sagas', ['graph', 'order', 'travel'], "too many arguments for 'graph'"],
  ['an unknown option', ['run', 'order', '--dry'], "unknown option '--dry'"],
  ['an option without its value', ['run', 'order', '--input'], "option '--input <file>' argument missing"],
  [
    'an unknown step',
    ['run', 'order', '--fail', 'pay=business'],
    "saga 'order' has no command 'pay': use one of place-order",
  ],
  [
    'an unknown kind',
    ['run', 'order', '--fail', 'ship-order=explode'],
    /"explode" is no kind of fault: expected one of business, transient/,
  ],
  [
    'a fault without a kind',
    ['run', 'order', '--fail', 'ship-order'],
    /"ship-order" is no fault: expected COMMAND=KIND/,
  ],
  [
    'a fault with a count of zero',
    ['run', 'order', '--fail', 'ship-order=timeout:0'],
    /TIMES must be at least 1/,
  ],
  [
    'a fault that would go on for minutes',
    ['run', 'order', '--fail', 'remove-product-from-stock=conflict:999'],
    '"remove-product-from-stock=conflict:999" would run for minutes',
  ],
  [
    'a kind named like a property of every object',
    ['run', 'order', '--fail', 'ship-order=constructor'],
    '"constructor" is no kind of fault',
  ],
  [
    'a fault with a count that is none',
    ['run', 'order', '--fail', 'ship-order=timeout:often'],
    /"ship-order=timeout:often"|often/,
  ],
  [
    'an answer fault on a step without a queue',
    ['run', 'order', '--fail', 'place-order=answer-late'],
    "'answer-late' is for steps behind a queue: ship-order",
  ],
  ['an id with a space', ['run', 'order', '--id', 'my order'], "--id 'my order': use 1 to 64 letters"],
  ['an id that is too long', ['run', 'order', '--id', 'x'.repeat(65)], /--id 'x{65}'/],
  [
    'a file that does not exist',
    ['run', 'order', '--input', 'no-such.json'],
    "file 'no-such.json' does not exist",
  ],
  ['a folder', ['run', 'order', '--input', folder], `'${folder}' is a folder`],
  ['malformed JSON', ['run', 'order', '--input', malformed], `${malformed} is not valid JSON`],
  [
    'input that breaks the schema',
    ['run', 'order', '--input', incomplete],
    `${incomplete} is no input of saga 'order': customer.email: missing, expected a text of 3 to 254 characters`,
  ],
  [
    'input with a wrong type and an unknown key',
    ['run', 'order', '--input', wordy],
    `${wordy} is no input of saga 'order': items.0.quantity: expected a whole number from 1 to 1000, got "four"; ` +
      'colour: unknown key, expected one of customer, items, ',
  ],
  [
    'input of another saga',
    ['run', 'travel', '--input', 'examples/order/valid.json'],
    "is no input of saga 'travel'",
  ],
  ...(
    [
      ['--profile', 'other'],
      ['--profile=other'],
      ['--region', 'eu-west-1'],
      ['--role-arn', 'arn:of:a:role'],
      ['--roleArn=arn:of:a:role'],
      ['-r', 'arn:of:a:role'],
      ['-fr', 'arn:of:a:role'],
      ['--app', 'cdk.out'],
      ['--no-app'],
      ['-a=cdk.out'],
      ['--output', 'elsewhere'],
      ['-o', 'elsewhere'],
      ['-c', 'stage=prod'],
      ['--plugin', 'a-plugin'],
      ['--watch'],
    ] as const
  ).map(
    ([option, ...value]) =>
      [
        `${option} that only the CDK CLI reads`,
        ['deploy', 'OrderSaga', '--', '--force', option, ...value],
        `'${option}' behind -- would deploy something else, or elsewhere, than what is compared`,
      ] as const,
  ),
  [
    'a change set from another day',
    ['deploy', '--', '--method=execute-change-set'],
    "'--method=execute-change-set' behind -- would deploy something else",
  ],
  ['input that is too large', ['run', 'order', '--input', large], `${large} has 70002 bytes`],
];

describe('bad use is one clear line on stderr, nothing on stdout, exit code 1', () => {
  it.each(CASES)('%s', async (_name, argv, complaint) => {
    const { code, stdout, stderr } = await runWith(argv);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^saga: [^\n]+\n$/);
    if (typeof complaint === 'string') expect(stderr).toContain(complaint);
    else expect(stderr).toMatch(complaint);
    expect(code).toBe(1);
  });

  it.each(Object.keys(sagas))('no input for a saga that has no example: %s', async (saga) => {
    const { code, stdout, stderr } = await runWith(['run', saga], { root: bare });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `saga: there is no examples/${saga}/valid.json: write it, or give another input with --input FILE\n`,
    );
  });

  it('malformed JSON on stdin', async () => {
    const { code, stdout, stderr } = await runWith(['run', 'order', '--input', '-'], {
      stdin: async () => 'nope',
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^saga: stdin is not valid JSON: [^\n]+\n$/);
  });
});

it('explains itself when nothing is asked, and when help is', async () => {
  const nothing = await runWith([]);
  expect([nothing.code, nothing.stdout]).toEqual([1, '']);
  expect(nothing.stderr).toContain('Usage: saga');
  const help = await runWith(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const { usage } of commands) expect(help.stdout).toContain(`  ${usage.split(' ')[0]}`);
  for (const code of Object.values(EXIT)) expect(help.stdout).toMatch(new RegExp(`^  ${code}  \\w`, 'm'));
});

it('run --help names every kind of fault, and what TIMES is when it is not given', async () => {
  const { stdout } = await runWith(['run', '--help']);
  for (const kind of FAULT_KIND_NAMES) expect(stdout).toMatch(new RegExp(`^  ${kind} +\\w`, 'm'));
  expect(stdout).toMatch(/^TIMES: .*default: 1/m);
});

it('says its version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(await runWith(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each([
  [],
  ...commands.map(({ usage }) => [usage.split(' ')[0] as string]),
])('help of %s fits into 80 columns', async (...argv) => {
  const { stdout } = await runWith([...argv, '--help']);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

describe('graph', () => {
  it.each(Object.keys(sagas))('prints the workflow of %s as Mermaid', async (saga) => {
    const { code, stdout, stderr } = await runWith(['graph', saga]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^flowchart TD\n/);
    expect(stdout.endsWith('\n')).toBe(true);
  });
});

it('all commands but those that README names take --json', async () => {
  const without: string[] = [];
  for (const { usage } of commands) {
    const [name = ''] = usage.split(' ');
    if (!(await runWith([name, '--help'])).stdout.includes('--json')) without.push(name);
  }
  expect(without.sort()).toEqual(['demo', 'deploy', 'graph']);
});
