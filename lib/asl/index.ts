export * from './command-of';
export * from './compile';
export * from './edges';
export * from './graph';
export * from './mermaid';
export * from './types';
export * from './walk';
