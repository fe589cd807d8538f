/** What takes longer than a coffee. */
const { testPathIgnorePatterns: _short, ...base } = require('./jest.config.js');

module.exports = {
  ...base,
  roots: ['<rootDir>/test/long'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_800_000,
  maxWorkers: 1,
};
