export * from './build-app';
export * from './bundles';
export { readHistory, writeHistory } from './history';
export { published, withCurrentVersions } from './published';
export * from './saga-stack';
export { type Stages, stages } from './stages';
