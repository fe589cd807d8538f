/** A function as its template describes it. */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle; undefined for inline code. */
  readonly folder: string | undefined;
  readonly inlineCode: string | undefined;
  /** `<file without extension>.<export>`, e.g. `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Reserved concurrency: no more invocations than this at once. */
  readonly reservedConcurrency: number | undefined;
  /** ARN of the role it acts under; undefined when its template gives it none. */
  readonly roleArn?: string | undefined;
  /** Name of the log group it writes to. */
  readonly logGroup?: string | undefined;
}

/** How an invocation ended: the answer's JSON, and whether it is an error of the function. */
export interface InvocationResult {
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

/** The payload that Lambda makes of a function's failure. */
export interface FunctionErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** A failed invocation. */
export const functionFailure = (error: FunctionErrorPayload): InvocationResult => ({
  payload: JSON.stringify(error),
  functionError: 'Unhandled',
});
