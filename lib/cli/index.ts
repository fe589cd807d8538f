export * from './command';
export * from './host';
export * from './main';
export * from './process-host';
export * from './run-process';
