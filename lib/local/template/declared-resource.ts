import type { Environment } from './types';

/** What a template names: `Ref` gives the first, `Fn::GetAtt` asks the second. */
export interface Identity {
  readonly ref: string;
  /** Undefined for an attribute that the type does not have. */
  readonly attribute: (name: string) => unknown;
}

/** An identity with a fixed set of attributes. */
export const identity = (ref: string, attributes: Readonly<Record<string, unknown>>): Identity => ({
  ref,
  attribute: (name) => attributes[name],
});

/** One resource of a template; its properties are resolved when they are first asked for. */
export interface DeclaredResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly environment: Environment;
  /** The asset folder or file of the resource, when it has one. */
  readonly assetPath: string | undefined;
  /** One resolved property: to identify a resource, ask for no more than its name needs. */
  property(name: string): unknown;
  /** All resolved properties. */
  properties(): Readonly<Record<string, unknown>>;
  /** `Ref` and attributes. */
  identity(): Identity;
  /** 1 for the first resource of this type in the template that `property(name)` gives the same value for, 2 for the second … */
  ordinal(property: string): number;
}
