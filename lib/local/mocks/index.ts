export { type MockConfig, readMockConfig } from './mock-config';
export { Mocks, type TokenAnswers } from './mocks';
export { withTestCases } from './test-case-starts';
