export { EventSource, type EventSourceConfig, type EventSourceOptions } from './event-source';
export type { ReceivedMessage, SourceQueue } from './queue-port';
