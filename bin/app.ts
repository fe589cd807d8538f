import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { explainFailure } from '../lib/build';

const root = join(__dirname, '..');

/** Loaded when it runs, so that whatever is wrong with a saga, a stack or a handler is told the same way. */
const synthesize = async (): Promise<void> => {
  const { buildApp, bundleAll } = await import('../lib/stacks');
  const app = buildApp(bundleAll(root), {
    // The built-in check of the templates takes half of a synthesis: CDK_VALIDATION=true turns it on (CI does).
    builtinCloudFormationValidation: process.env.CDK_VALIDATION === 'true',
  });
  if (String(app.node.tryGetContext('nag')) === 'true') {
    const { Validations } = await import('aws-cdk-lib/core');
    // Loaded only on demand: it takes seconds, and is no dependency of what is deployed.
    const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  }
  app.synth();
};

/** Node.js says of a source that cannot be read as TypeScript, or is not there, less than esbuild: not where. */
const unreadableSource = (): unknown => {
  try {
    buildSync({
      absWorkingDir: root,
      entryPoints: ['lib/stacks/index.ts'],
      bundle: true,
      packages: 'external',
      platform: 'node',
      write: false,
      logLevel: 'silent',
    });
    return undefined;
  } catch (error) {
    return error;
  }
};

synthesize().catch((error: unknown) => {
  // Left at once: an app of which a part is missing would be synthesized when Node.js has nothing left to do.
  process.stderr.write(`${explainFailure(unreadableSource() ?? error, root)}\n`, () => process.exit(1));
});
