export * from './build-app';
export * from './bundles';
export { published, withCurrentVersions } from './published';
export * from './saga-stack';
