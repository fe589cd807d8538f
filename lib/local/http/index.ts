export { HttpFront, type HttpFrontOptions } from './http-front';
export type {
  CallNote,
  CallOutcome,
  JsonObject,
  RestAnswer,
  RestCall,
  RestRoute,
  Service,
  ServiceCall,
} from './service';
export { ServiceError, type ServiceErrorOptions } from './service-error';
