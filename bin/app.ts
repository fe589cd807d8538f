import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib/core';
import { buildApp, bundleAll } from '../lib/stacks';

const synthesize = async (): Promise<void> => {
  const app = buildApp(bundleAll(join(__dirname, '..')), {
    // The built-in check of the templates takes half of a synthesis: CDK_VALIDATION=true turns it on (CI does).
    builtinCloudFormationValidation: process.env.CDK_VALIDATION === 'true',
  });
  if (String(app.node.tryGetContext('nag')) === 'true') {
    // Loaded only on demand: it takes seconds, and is no dependency of what is deployed.
    const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  }
  app.synth();
};

void synthesize();
