import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessIn, loadAssembly } from '../../../lib/local';
import { Deployed } from '../../operations/support/deployed';
import { useEverything } from '../rights';
import { project } from '../world';

interface Document {
  Statement: { readonly Effect: string; readonly Action: unknown }[];
}
interface PolicyTemplate {
  readonly Resources: Record<
    string,
    { readonly Type: string; readonly Properties?: { readonly PolicyDocument?: Document } }
  >;
}

/** One statement of a policy in a template, by where it stands. */
interface Place {
  readonly file: string;
  readonly resource: string;
  readonly index: number;
  readonly text: string;
}

const read = (folder: string, file: string): PolicyTemplate =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as PolicyTemplate;

const placesIn = (folder: string, file: string): readonly Place[] =>
  Object.entries(read(folder, file).Resources).flatMap(([resource, { Properties }]) =>
    (Properties?.PolicyDocument?.Statement ?? []).flatMap(({ Effect, Action }, index) =>
      Effect === 'Allow' ? [{ file, resource, index, text: [Action].flat().join(', ') }] : [],
    ),
  );

/** Whether anything that happens to a saga shows that a statement is missing. */
const shows = async (assembly: string, name: string): Promise<boolean> => {
  if (accessIn(loadAssembly(assembly)).missing.length > 0) return true;
  try {
    const deployed = await Deployed.open({}, { ...project, assembly: async () => assembly });
    let close = (): Promise<void> => deployed.close();
    try {
      await useEverything(deployed, project, name);
    } catch (error) {
      close = () => deployed.close().catch(() => undefined);
      throw error;
    } finally {
      await close();
    }
    return false;
  } catch {
    return true;
  }
};

test('taking away any one statement of any policy shows', async () => {
  const assembly = await project.assembly();
  const folder = mkdtempSync(join(tmpdir(), 'statements-'));
  cpSync(assembly, folder, { recursive: true });
  const unseen: Place[] = [];
  let tried = 0;
  try {
    for (const { stackName } of loadAssembly(assembly)) {
      const file = `${stackName}.template.json`;
      const [name = ''] = Object.keys(project.sagas).filter((saga) =>
        stackName.toLowerCase().startsWith(saga.replaceAll('-', '')),
      );
      for (const place of placesIn(assembly, file)) {
        const template = read(assembly, file);
        template.Resources[place.resource]?.Properties?.PolicyDocument?.Statement.splice(place.index, 1);
        writeFileSync(join(folder, file), JSON.stringify(template));
        tried++;
        if (!(await shows(folder, name))) unseen.push(place);
      }
      cpSync(join(assembly, file), join(folder, file));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(tried).toBeGreaterThan(0);
  expect(unseen).toEqual([]);
});
