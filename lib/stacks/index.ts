export * from './bundles';
export * from './order-saga-stack';
