import { existsSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { type Schedule, scheduleText } from '../../explore';
import { participantNames, type SagaDefinition } from '../../saga';
import { UsageError } from '../command';
import type { CliHost } from '../host';

/** A jest test of one run: red as long as it ends as it does now, if that is wrong. Never replaces a file. */
export const emitTest = (
  host: CliHost,
  file: string,
  definition: SagaDefinition,
  input: unknown,
  schedule: Schedule,
  interleave: boolean,
): void => {
  const path = resolve(host.cwd, file);
  if (existsSync(path)) throw new UsageError(`file '${file}' exists: give a new one with --emit-test`);
  const to = (place: string): string => {
    const way = relative(dirname(path), resolve(host.root, place)).split(sep).join('/');
    return way.startsWith('.') ? way : `./${way}`;
  };
  const names = participantNames(definition);
  const text = [
    `import { readSchedule, runSchedule, subjectOf } from '${to('lib/explore')}';`,
    `import { sagas } from '${to('lib/sagas')}';`,
    ...names.map(
      (by, at) => `import { handler as handler${at} } from '${to(`lambdas/${definition.name}/${by}`)}';`,
    ),
    '',
    `const input = ${JSON.stringify(input, null, 2)};`,
    `const handlers = { ${names.map((by, at) => `${JSON.stringify(by)}: handler${at}`).join(', ')} };`,
    '',
    `test('${definition.name} keeps every invariant at ${scheduleText(schedule)}', async () => {`,
    `  const definition = sagas['${definition.name}'];`,
    `  const schedule = readSchedule('${scheduleText(schedule)}');`,
    `  if (!definition || !schedule) throw new Error('there is no such run any more');`,
    `  const { problems } = await runSchedule(subjectOf({ definition, handlers }, input), schedule, {`,
    `    left: { faults: 0, turns: 0 },`,
    `    interleave: ${interleave},`,
    `  });`,
    `  expect(problems).toEqual([]);`,
    `});`,
    '',
  ].join('\n');
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`file '${file}' cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
  host.stderr(`wrote ${file}\n`);
};
