import type { Clock } from '../../engine';
import type { JsonObject, Service } from '../http';

/** A service whose operations a state machine may ask for: the same ones that its HTTP front answers. */
export type ServiceApi = Pick<Service, 'name' | 'handle'> & { readonly operations: readonly string[] };

/** Calls an operation from within the process; fails with a ServiceError. */
export type CallApi = (
  service: string,
  operation: string,
  input: JsonObject,
  signal: AbortSignal,
  /** Who calls, for those who count. @default 'states' */
  by?: string,
) => Promise<JsonObject>;

export interface ServiceApis {
  readonly call: CallApi;
  readonly operations: (service: string) => readonly string[];
}

export interface ServiceApisOptions {
  readonly clock: Clock;
  readonly services: readonly ServiceApi[];
  /** Told of each call that was answered, or failed with an error of this code. */
  readonly onCall: (
    call: {
      readonly service: string;
      readonly operation: string;
      readonly input: JsonObject;
      readonly by: string;
    },
    error?: string,
  ) => void;
}

/** As over HTTP, a call holds the clock until it is answered, except while its service waits through `idle`. */
export const serviceApis = ({ clock, services, onCall }: ServiceApisOptions): ServiceApis => {
  const byName = new Map(services.map((service) => [service.name, service]));
  return {
    operations: (service) => byName.get(service)?.operations ?? [],
    call: async (service, operation, input, signal, by = 'states') => {
      const api = byName.get(service);
      if (!api) throw new Error(`the service ${service} does not run here`);
      let release = clock.hold();
      const idle = async <T>(pending: Promise<T>): Promise<T> => {
        release();
        try {
          return await pending;
        } finally {
          release = clock.hold();
        }
      };
      try {
        const result = await api.handle({ service, operation, input, caller: undefined, signal, idle });
        onCall({ service, operation, input, by });
        return result;
      } catch (error) {
        onCall(
          { service, operation, input, by },
          (error as { readonly code?: string }).code ?? 'InternalFailure',
        );
        throw error;
      } finally {
        release();
      }
    },
  };
};
