export * from './dead-letters';
export * from './execution-record';
export * from './inspect';
export * from './report-events';
export * from './saga-report';
export * from './saga-resources';
