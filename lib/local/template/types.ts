/** A CloudFormation template, as far as the embedded stack reads it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** One stack to bring up: its template, and where the assets are that its functions name. */
export interface TemplateSource {
  readonly stackName: string;
  readonly template: Template;
  /** Whether the stack is protected from being deleted. */
  readonly terminationProtection?: boolean;
  /** The folder that `aws:asset:path` is relative to (the cloud assembly). */
  readonly assetRoot: string;
  /** Asset hash → path, from the assembly's asset manifest; for templates without `aws:asset:path`. */
  readonly assets?: Readonly<Record<string, string>>;
}

/** Where everything pretends to be. */
export interface Environment {
  readonly region: string;
  readonly accountId: string;
  /** URL of the stack's port, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}
