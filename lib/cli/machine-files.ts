import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isYaml, readYaml } from '../asl';
import { type MachineInTemplate, readTemplate } from '../cost';
import { UsageError } from './command';
import type { CliHost } from './host';

/**
 * A file that holds a state machine or a template, `-` for what is piped in: YAML read already, JSON as text.
 * @throws UsageError
 */
export const readDocument = async (host: CliHost, file: string): Promise<string | object> => {
  const text = await readText(host, file);
  if (!isYaml(file)) return text;
  const document = readYaml(text, file);
  if (typeof document === 'object' && document !== null) return document;
  throw new UsageError(`file '${file}' holds no object: give a state machine, or a template`);
};

export const readText = async (host: CliHost, file: string): Promise<string> => {
  if (file === '-') return host.stdin();
  try {
    return await readFile(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `file '${file}' does not exist` : `file '${file}' cannot be read: ${code}`,
    );
  }
};

/** The state machine of a template, or the one of this logical id. */
export const machineInTemplate = async (
  host: CliHost,
  template: string,
  wanted: string | undefined,
): Promise<MachineInTemplate> => {
  const machines = readTemplate(await readDocument(host, template));
  const ids = machines.map(({ logicalId }) => logicalId).join(', ');
  const [first, ...others] =
    wanted === undefined ? machines : machines.filter((one) => one.logicalId === wanted);
  if (first === undefined) throw new UsageError(`--machine '${wanted}': the template has ${ids}`);
  if (others.length > 0)
    throw new UsageError(`the template has several state machines: choose one with --machine: ${ids}`);
  return first;
};
