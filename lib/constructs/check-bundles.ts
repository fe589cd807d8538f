import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { SagaError } from '../saga';

/** Loads each bundle, in one process, and tells of the first that does not like what it holds. */
const PROBE = `
for (const url of process.argv.slice(1)) {
  try {
    await import(url);
  } catch (error) {
    if (error?.name !== 'SagaError' || error.code === 'MissingEnvironment') continue;
    process.stdout.write(JSON.stringify({ url, code: error.code, message: error.message }));
    break;
  }
}
process.exit();
`;

interface Complaint {
  readonly url: string;
  readonly code: string;
  readonly message: string;
}

/**
 * A function whose handlers do not fit their saga refuses to load, and every command to it would fail. Only what it says
 * about the sources counts: what else a function needs to load (its environment) is not here.
 * @param files source → its bundle
 * @throws SagaError as the bundle has thrown it, behind the name of the source
 */
export const checkBundles = (files: ReadonlyMap<string, string>): void => {
  const sources = new Map([...files].map(([source, bundle]) => [pathToFileURL(bundle).href, source]));
  const answer = execFileSync(
    process.execPath,
    ['--input-type=module', '--eval', PROBE, '--', ...sources.keys()],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (answer === '') return;
  const { url, code, message } = JSON.parse(answer) as Complaint;
  throw new SagaError(code, `${sources.get(url)}: ${message}`);
};
