/** Tests run on sources through SWC; what takes longer than a coffee lives in test/long (`npm run test:long`). */
const esmOnly = [];

// Workers inherit it: the SDK's eight lines about Node.js 20, once a worker, are no news to whoever runs the tests.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/long/', '<rootDir>/test/every/exhaustive/'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|') || '(?!)'})/)`],
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/longest-first.js',
  // Catches what hangs, and nothing else: a machine that is busy with other things is slow, not wrong.
  testTimeout: 600_000,
  workerGracefulExitTimeout: 60_000,
};
