export * from './build-app';
export * from './bundles';
export { published, withCurrentVersions } from './published';
export * from './saga-stack';
export { type Stages, stages } from './stages';
