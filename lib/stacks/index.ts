export * from './build-app';
export * from './bundles';
export * from './order-saga-stack';
export { published, withCurrentVersions } from './published';
export * from './saga-stack-props';
export * from './travel-saga-stack';
