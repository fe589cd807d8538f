export * from './compile';
export * from './types';
