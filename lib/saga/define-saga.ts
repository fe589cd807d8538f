import { among } from './among';
import { checkDefinition } from './check-definition';
import type { When } from './condition';
import {
  type Cancellable,
  FOREVER,
  type InputSchema,
  type ParallelGroup,
  type SagaDefinition,
  type SagaElement,
  type SagaStep,
  type Seen,
  type Transport,
} from './definition';
import { type DurationParts, toSeconds } from './duration';
import { SagaError } from './errors';
import type { RecordTypes } from './record';

const DEFAULT_RETENTION: DurationParts = { days: 400 };
const DEFAULT_LAMBDA_TIMEOUT: DurationParts = { seconds: 30 };
const DEFAULT_QUEUE_TIMEOUT: DurationParts = { minutes: 30 };

interface StepOptions {
  readonly by: string;
  readonly compensation?: string;
  readonly via?: Transport;
  readonly timeout?: DurationParts;
  readonly heartbeat?: DurationParts;
  /** A condition over fields (`fieldsOf`, `resultOf`), or a JSONata comparison over `$input` and `$results`. */
  readonly when?: When;
  readonly result?: InputSchema<unknown>;
  /**
   * `final`: others take it for final while the saga is open: `saga cost --failure` warns when a step behind it often says
   * no. @default 'pending'
   */
  readonly seen?: Seen;
}

const STEP_OPTIONS: Readonly<Record<keyof StepOptions, true>> = {
  by: true,
  compensation: true,
  via: true,
  timeout: true,
  heartbeat: true,
  when: true,
  result: true,
  seen: true,
};

/** Of options that may have it or not, both. */
type Given<Options, Name extends string, Otherwise> = Options extends unknown
  ? Name extends keyof Options
    ? Options[Name]
    : Otherwise
  : never;
type ResultGiven<Options> =
  Given<Options, 'result', undefined> extends InputSchema<infer Result> ? Result : unknown;

/**
 * A step of a saga. `timeout` defaults to 30 seconds for a Lambda step, 30 minutes for a queue step.
 * @throws SagaError `InvalidDefinition`: an option that steps do not have, or no participant
 */
export const step = <const Name extends string, const Options extends StepOptions>(
  name: Name,
  options: Options,
): SagaStep<
  Name,
  Options['by'],
  Extract<Given<Options, 'compensation', undefined>, string | undefined>,
  ResultGiven<Options>,
  Extract<Given<Options, 'when', undefined>, When | undefined>
> => {
  if (typeof DEFINITIONS_ARE_CHECKED === 'undefined') {
    refuse(`step '${name}'`, unknownOptions(options, STEP_OPTIONS));
    if (typeof options.by !== 'string') refuse(`step '${name}'`, ["it names nobody to do it: add by: '…'"]);
  }
  const { by, compensation, via = 'lambda', heartbeat, when, result, seen }: StepOptions = options;
  const timeout = options.timeout ?? (via === 'queue' ? DEFAULT_QUEUE_TIMEOUT : DEFAULT_LAMBDA_TIMEOUT);
  const made: SagaStep = {
    kind: 'step',
    name,
    by,
    compensation,
    via,
    timeoutSeconds: toSeconds(timeout),
    ...(heartbeat ? { heartbeatSeconds: toSeconds(heartbeat) } : {}),
    when,
    result,
    ...(seen === undefined ? {} : { seen }),
  };
  return made as never;
};

/**
 * A misspelt option would be as if it was not there: a condition that is never asked. Types say so too, but the CLI and a
 * synthesis run without checking them.
 */
const unknownOptions = (given: object, known: Readonly<Record<string, true>>): readonly string[] =>
  Object.keys(given)
    .filter((option) => !Object.hasOwn(known, option))
    .map((option) => `there is no option '${option}'${among(option, Object.keys(known))}`);

/** @throws SagaError `InvalidDefinition` when there are findings */
const refuse = (what: string, findings: readonly string[]): void => {
  if (findings.length > 0)
    throw new SagaError('InvalidDefinition', `${what} is not valid: ${findings.join('; ')}`);
};

/** Steps that run side by side. If one fails, all of them are undone. */
export const parallel = <const Steps extends readonly SagaStep[]>(steps: Steps): ParallelGroup<Steps> => ({
  kind: 'parallel',
  steps,
});

interface SagaOptions<Input, Steps, Records = RecordTypes> {
  readonly name: string;
  readonly version: number;
  readonly deadline: DurationParts;
  readonly input: InputSchema<Input>;
  /** @default 'until-pivot': a cancelled saga is undone as a whole, and nobody is surprised by what stays */
  readonly cancellable?: Cancellable;
  /**
   * How long after its end what a saga was told and answered is kept: log and ledgers, of which a skeleton stays, because
   * an id is used once. At least 90 days. @default { days: 400 }
   */
  readonly retention?: DurationParts | typeof FOREVER;
  readonly steps: Steps;
  /** Participant → type of its records → how they are kept. @default - none keeps any */
  readonly records?: Records;
  /** Participant → names of further tables that its steps write to. @default - none */
  readonly tables?: Readonly<Record<string, readonly string[]>>;
  /**
   * The participant that hears of a saga that was undone, and may write records of it then: `when-undone` among its
   * handlers. @default - nobody
   */
  readonly whenUndone?: string;
}

const SAGA_OPTIONS: Readonly<Record<keyof SagaOptions<unknown, unknown>, true>> = {
  name: true,
  version: true,
  deadline: true,
  input: true,
  cancellable: true,
  retention: true,
  steps: true,
  records: true,
  tables: true,
  whenUndone: true,
};

/**
 * Set in the bundles of functions, where nothing else sets it: their definitions were checked by the synthesis that has made
 * them, and the checks are no part of them.
 */
declare const DEFINITIONS_ARE_CHECKED: true | undefined;

/**
 * Declares a saga and checks it.
 * @throws SagaError `InvalidDefinition`: every finding, each naming the step and the remedy.
 */
export const defineSaga = <
  Input,
  const Steps extends readonly SagaElement[],
  // biome-ignore lint/complexity/noBannedTypes: no participant keeps a record
  const Records extends RecordTypes = {},
>(
  saga: SagaOptions<Input, Steps, Records>,
): SagaDefinition<Input, Steps, Records> => {
  const definition: SagaDefinition<Input, Steps, Records> = {
    name: saga.name,
    version: saga.version,
    deadlineSeconds: toSeconds(saga.deadline),
    input: saga.input,
    cancellable: saga.cancellable ?? 'until-pivot',
    retentionSeconds: retentionOf(saga.retention),
    steps: saga.steps,
    records: saga.records ?? ({} as Records),
    tables: saga.tables ?? {},
    whenUndone: saga.whenUndone,
  };
  if (typeof DEFINITIONS_ARE_CHECKED === 'undefined') {
    refuse(`saga '${saga.name}'`, [...unknownOptions(saga, SAGA_OPTIONS), ...checkDefinition(definition)]);
  }
  return definition;
};

const retentionOf = (
  retention: DurationParts | typeof FOREVER = DEFAULT_RETENTION,
): SagaDefinition['retentionSeconds'] => (retention === FOREVER ? FOREVER : toSeconds(retention));
