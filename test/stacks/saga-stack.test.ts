import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { defineSaga, stateName, step } from '../../lib/saga';
import { SagaStack } from '../../lib/stacks';
import { anyInput } from '../saga/definitions';

const stackOf = (participants: readonly string[], name = 'parcel') => {
  const definition = defineSaga({
    name,
    version: 1,
    deadline: { hours: 1 },
    input: anyInput,
    steps: [
      step('send', { by: 'carriers', compensation: 'return' }),
      ...participants.map((by, index) => step(`tell-${index}`, { by })),
    ],
  });
  const app = new App({ builtinCloudFormationValidation: false });
  return new SagaStack(app, 'Test', { bundles: { code: () => Code.fromInline('//') }, definition });
};

test('a participant may be called as the saga, or as any other part of its stack', () => {
  const plain = stackOf(['people']);
  // `SagaName`, `Metrics` …: a participant `saga-name` would be called the same.
  const taken = plain.node.children
    .map(({ node }) => node.id)
    .filter((id) => /^[A-Z][A-Za-z]*$/.test(id) && id !== 'People' && id !== 'Carriers')
    .map((id) => id.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase())
    .filter((name) => plain.node.tryFindChild(stateName(name)) !== undefined);
  expect(taken.length).toBeGreaterThan(10);
  const stack = stackOf(['people', ...taken]);
  expect(Object.keys(stack.saga.participants)).toEqual(['carriers', 'people', ...taken]);
  expect(() => Template.fromStack(stack)).not.toThrow();
});
