/** What ValidateStateMachineDefinition answers of one problem. Source: Step Functions API reference. */
export interface Diagnostic {
  /** With an ERROR no state machine is created; a WARNING is only told. */
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Such as `/States/Fork/Branches[0]/States/Work/Next`; absent when it is about no one place. */
  readonly location?: string;
  /** What to do about it. Not part of what AWS answers. */
  readonly remedy: string;
}

/**
 * Source: API reference, ValidateStateMachineDefinitionDiagnostic; the two codes of JSONata are not listed there, but
 * answered.
 */
export type DiagnosticCode =
  | 'DUPLICATE_LABEL_NAME'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'INVALID_JSON_DESCRIPTION'
  | 'INVALID_LABEL_NAME'
  | 'INVALID_STATE_NAME'
  | 'MISSING_DESCRIPTION'
  | 'MISSING_END_STATE'
  | 'MISSING_TRANSITION_TARGET'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'PASS_RESULT_IS_STATIC'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'TOO_DEEPLY_NESTED'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

const diagnostic =
  (severity: Diagnostic['severity']) =>
  (code: DiagnosticCode, location: string | undefined, message: string, remedy: string): Diagnostic => ({
    severity,
    code,
    message,
    ...(location === undefined ? {} : { location }),
    remedy,
  });

export const problem = diagnostic('ERROR');
export const warning = diagnostic('WARNING');

/** Most problems are of this kind: a field that is not as the language has it. */
export const schemaProblem = (location: string, message: string, remedy: string): Diagnostic =>
  problem('SCHEMA_VALIDATION_FAILED', location, message, remedy);

export const isError = ({ severity }: Diagnostic): boolean => severity === 'ERROR';

/** One diagnostic in CreateStateMachine's words; a place that is none reads `null` there. Source: seen on AWS. */
const inAwsWords = ({ code, message, location }: Diagnostic): string =>
  `${code}: ${message} at ${location ?? 'null'}`;

/** The message of CreateStateMachine's InvalidDefinition. */
export const invalidDefinitionMessage = (diagnostics: readonly Diagnostic[]): string =>
  `Invalid State Machine Definition: '${diagnostics.filter(isError).map(inAwsWords).join(', ')}'`;

/** A place in a text that is no JSON comes with the text. */
const inShort = (location: string): string =>
  location.replace(/^\[Source: .*; line: (\d+), column: (\d+)\]$/s, 'line $1, column $2');

/** One line: the first problem with its place and remedy, and how many more there are. */
export const firstProblem = (diagnostics: readonly Diagnostic[]): string => {
  const [first, ...more] = diagnostics.filter(isError);
  if (!first) return '';
  const place = first.location === undefined ? '' : ` at ${inShort(first.location)}`;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return `${first.code}: ${first.message}${place}; ${first.remedy}${others}`.replace(/\s*\n\s*/g, ' ');
};
