import { refuseRedirections, stacksToCompare } from '../../lib/cli/commands/deploy-arguments';

const names = (...rest: readonly string[]) =>
  stacksToCompare([{ stackName: 'OrderSaga-prod' }, { stackName: 'TravelSaga-prod' }], rest).map(
    ({ stackName }) => stackName,
  );
const ALL = ['OrderSaga-prod', 'TravelSaga-prod'];

it('compares the stacks that are named, and all when anything else may choose some', () => {
  expect(names()).toEqual(ALL);
  expect(names('OrderSaga-prod')).toEqual(['OrderSaga-prod']);
  expect(names('OrderSaga-prod', '--force')).toEqual(['OrderSaga-prod']);
  expect(names('TravelSaga-prod', 'OrderSaga-prod')).toEqual(ALL);
  expect(names('OrderSaga-prod', 'Travel*')).toEqual(ALL);
  expect(names('OrderSaga-prod', 'Travel?aga-prod')).toEqual(ALL);
  expect(names('OrderSaga-prod', '--all')).toEqual(ALL);
  expect(names('--force')).toEqual(ALL);
});

it('leaves the other options of cdk deploy alone', () => {
  const others = ['--force', '-f', '--no-rollback', '--method', 'direct', '--outputs-file=o.json', '-O', 'o'];
  expect(() => refuseRedirections([...others, 'OrderSaga-prod', '--tags', 'a=b'], {})).not.toThrow();
});

it.each([
  'CDK_PROFILE',
  'CDK_REGION',
  'CDK_ROLE_ARN',
])('refuses %s, which the CDK CLI takes for an option', (name) => {
  expect(() => refuseRedirections([], { [name]: 'other' })).toThrow(`${name} in the environment`);
});
