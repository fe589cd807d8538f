import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describeIssues } from '../runtime';
import { MAX_INPUT_BYTES, type SagaDefinition } from '../saga';
import { UsageError } from './command';
import type { CliHost } from './host';

/**
 * The input of a saga, from a file, from what is piped in (`-`), or the valid example.
 * @throws UsageError that names the file and what is wrong with it
 */
export const readInput = async (
  host: CliHost,
  definition: SagaDefinition,
  file?: string,
): Promise<unknown> => {
  const example = join('examples', definition.name, 'valid.json');
  const name = file ?? example;
  const place = file === undefined ? join(host.root, example) : resolve(host.cwd, name);
  if (file === undefined && !existsSync(place)) {
    throw new UsageError(`there is no ${example}: write it, or give another input with --input FILE`);
  }
  const content = name === '-' ? await host.stdin() : await readText(place, name);
  return checkedInput(definition, content, name === '-' ? 'stdin' : name);
};

const readText = async (path: string, name: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`file '${name}' does not exist`);
    if (code === 'EISDIR') throw new UsageError(`'${name}' is a folder: give a file`);
    throw new UsageError(`file '${name}' cannot be read: ${code ?? String(error)}`);
  }
};

const checkedInput = (definition: SagaDefinition, content: string, name: string): unknown => {
  const bytes = Buffer.byteLength(content);
  if (bytes > MAX_INPUT_BYTES) {
    throw new UsageError(`${name} has ${bytes} bytes: a saga's input may have ${MAX_INPUT_BYTES}`);
  }
  const value = parseJson(content, name);
  const parsed = definition.input.safeParse(value);
  if (parsed.success) return value;
  const refused = { schema: definition.input, value, reader: 'author' } as const;
  throw new UsageError(
    `${name} is no input of saga '${definition.name}': ${describeIssues(parsed.error.issues, refused)}`,
  );
};

const parseJson = (content: string, name: string): unknown => {
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    throw new UsageError(`${name} is not valid JSON: ${(error as Error).message}`);
  }
};
