import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { SagaError } from '../saga';

/**
 * Loads each bundle, in one process, and tells of the first that does not like what it holds: one that refuses, that uses
 * a name nobody declared, that has no handler, or somebody else's.
 */
const PROBE = `
const complaintOf = async (url, name) => {
  try {
    const { handler } = await import(url);
    if (typeof handler !== 'function')
      return { code: 'NoHandler', message: 'it exports no handler: write export const handler = …' };
    const { carriesOut } = handler;
    if (carriesOut !== undefined && carriesOut !== name)
      return {
        code: 'HandlerOfAnother',
        message: \`its handler is that of '\${carriesOut}', and the file that of '\${name}': name in participant(…) whose file it is\`,
      };
  } catch (error) {
    if (error?.name === 'ReferenceError')
      return { code: error.name, message: \`\${error.name}: \${error.message}: import it, or declare it\` };
    if (error?.name === 'SagaError' && error.code !== 'MissingEnvironment')
      return { code: error.code, message: error.message };
  }
};
for (const [url, name] of JSON.parse(process.argv[1])) {
  const complaint = await complaintOf(url, name);
  if (complaint === undefined) continue;
  process.stdout.write(JSON.stringify({ name, ...complaint }));
  break;
}
process.exit();
`;

export interface BuiltBundle {
  /** `order/payments` */
  readonly name: string;
  readonly source: string;
  readonly file: string;
}

interface Complaint {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/**
 * A function whose handlers do not fit their saga refuses to load, and every command to it would fail. Only what it says
 * about the sources counts: what else a function needs to load (its environment) is not here.
 * @throws SagaError as the bundle has thrown it, behind the name of the source
 */
export const checkBundles = (bundles: readonly BuiltBundle[]): void => {
  const asked = bundles.map(({ name, file }) => [pathToFileURL(file).href, name]);
  const answer = execFileSync(
    process.execPath,
    ['--input-type=module', '--eval', PROBE, '--', JSON.stringify(asked)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (answer === '') return;
  const { name, code, message } = JSON.parse(answer) as Complaint;
  throw new SagaError(code, `${bundles.find((bundle) => bundle.name === name)?.source}: ${message}`);
};
