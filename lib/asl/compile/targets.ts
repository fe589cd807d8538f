/** Where the compiled machine sends its commands. Values may be deploy-time tokens. */
export interface CompileTargets {
  /** Function name or ARN of a participant. */
  functionOf(participant: string): string;
  /** URL of a participant's command queue. */
  queueOf(participant: string): string;
  /** URL of the `saga-errors` queue. */
  readonly errorsQueue: string;
}

/** Readable placeholders, for looking at a machine without deploying it. */
export const placeholderTargets: CompileTargets = {
  functionOf: (participant) => `\${${participant}.function}`,
  queueOf: (participant) => `\${${participant}.queue}`,
  errorsQueue: '${saga-errors}',
};
