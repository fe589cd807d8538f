import { SagaError } from '../saga';

/** The environment of a function; read nowhere else. */
export const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new SagaError(
      'MissingEnvironment',
      `environment variable ${name} is not set: the stack sets it, outside of it set it by hand`,
    );
  }
  return value;
};

export const optionalEnv = (name: string): string | undefined => process.env[name] || undefined;
