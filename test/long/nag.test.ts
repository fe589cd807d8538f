import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { buildApp } from '../../lib/stacks';

const app = (context: Record<string, unknown>) =>
  buildApp({ code: () => Code.fromInline('//') }, { context, builtinCloudFormationValidation: false });

const PACKS = [
  ['AwsSolutions', AwsSolutionsChecks],
  ['Serverless', ServerlessChecks],
] as const;

describe.each(PACKS)('cdk-nag %s', (_name, Pack) => {
  it.each(['dev', 'prod'])('has no open finding in stage %s', (stage) => {
    const { violations } = new Pack().validateScope(app({ stage }));
    const open = violations.map(
      ({ ruleName, violatingResources }) =>
        `${ruleName}: ${violatingResources.map(({ constructPath }) => constructPath).join(', ')}`,
    );
    expect(open).toEqual([]);
  });

  it('would have found an open queue', () => {
    const open = app({});
    new Queue(open.node.findChild('OrderSaga') as Stack, 'Open');
    expect(new Pack().validateScope(open).violations.length).toBeGreaterThan(0);
  });
});
