/**
 * What another day could change, for `.ci/faketime`: `npm test` without the tests of layers that have no clock
 * (test/architecture/edges.test.ts holds them to it). Those of `asl` and `cost` run machines too, on the engine's clock:
 * what it makes of another day is seen in test/engine, and with whole sagas in test/matrix, test/local and test/cli.
 * `.ci/faketime npm test` is all of them.
 */
const { testPathIgnorePatterns, ...base } = require('./jest.config.js');

const WITHOUT_CLOCK = ['asl', 'constructs', 'cost', 'saga', 'stacks'];

module.exports = {
  ...base,
  testPathIgnorePatterns: [
    ...testPathIgnorePatterns,
    '<rootDir>/test/architecture/',
    ...WITHOUT_CLOCK.map((layer) => `<rootDir>/test/${layer}/`),
  ],
};
