export { HttpFront, type HttpFrontOptions } from './http-front';
export type { JsonObject } from './json-object';
export type {
  CallNote,
  CallOutcome,
  RestAnswer,
  RestCall,
  RestRoute,
  Service,
  ServiceCall,
} from './service';
export { ServiceError, type ServiceErrorOptions } from './service-error';
