export type { Finding } from './check';
export { CHECKS, EVALUATING_CHECKS, lint, lintStructure, SAGA_CHECKS } from './lint';
