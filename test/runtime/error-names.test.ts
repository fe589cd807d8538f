import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { orderSaga } from '../../lib/sagas';
import { commandsOf } from './support/commands';

/** The handler as it is deployed: one minified file, called in a process of its own. */
describe('a minified bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'error-names-'));
  const bundle = join(folder, 'index.mjs');

  beforeAll(() => {
    buildSync({
      entryPoints: [resolve(__dirname, '../../lambdas/order/payments.ts')],
      outfile: bundle,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const call = (event: unknown) => {
    const script = `
      const { handler } = await import(${JSON.stringify(bundle)});
      const error = await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 10000 }).catch((e) => e);
      process.stdout.write(${JSON.stringify('\n=> ')} + JSON.stringify({
        name: error.name, message: error.message, stack: error.stack, className: error.constructor.name,
      }));`;
    const output = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        TABLE_NAME: 'payments',
        SAGA_LOG_TABLE: 'log',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        // Nobody listens there.
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_MAX_ATTEMPTS: '1',
      },
    });
    return JSON.parse(output.slice(output.indexOf('\n=> ') + 4)) as Record<string, string>;
  };

  it('throws a BusinessError by that name, although its class has lost it', () => {
    const error = call({ nonsense: true });
    expect(error).toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(/^InvalidCommand: /),
    });
    expect(error.className).not.toBe('BusinessError');
    expect(error.stack).toBe(`BusinessError: ${error.message}`);
  });

  it('throws a TransientError by that name when the database cannot be reached', () => {
    const command = commandsOf(orderSaga, {}).action('process-payment', {
      results: { 'place-order': { total: 1 } },
    });
    const error = call(command);
    expect(error).toMatchObject({
      name: 'TransientError',
      message: expect.stringMatching(/^Unexpected: .*ECONNREFUSED/),
    });
    expect(error.className).not.toBe('TransientError');
  });
});
