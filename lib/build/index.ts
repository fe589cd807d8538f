export * from './bundle-entry';
export * from './esm-bundle';
export * from './explain-failure';
export * from './folder-cache';
export * from './original-place';
