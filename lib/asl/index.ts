export * from './command-of';
export * from './compile';
export { DefinitionError } from './definition-error';
export * from './edges';
export * from './graph';
export { loadDefinition } from './load';
export * from './mermaid';
export * from './types';
export * from './walk';
