import * as z from 'zod/mini';
import { once, parseJson, sagaShape } from '../../lib/runtime';
import type { ParkedMessage } from '../../lib/saga';

const NAME = /^[a-z][a-z0-9-]{0,79}$/;
/** With names as Step Functions allows them: developer guide, `StartExecution`. */
const ARN =
  /^arn:[a-z-]+:states:[a-z0-9-]*:\d*:(execution|stateMachine)(:[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}){1,3}$/u;
/** The last millisecond that a date can hold. */
const LAST_TIME = 8.64e15;

/** Names and ids go into log lines and keys: only what is one gets there. */
const name = () => z.string().check(z.regex(NAME));

const parkedShape = once(() =>
  z.object({
    saga: sagaShape(),
    step: name(),
    phase: z.enum(['action', 'compensation']),
    error: z.object({
      error: z.optional(z.nullable(z.string())),
      cause: z.optional(z.nullable(z.string())),
    }),
    attempts: z.number(),
    skipped: z.optional(z.array(name())),
  }),
);

const deadShape = once(() =>
  z.object({
    'detail-type': z.literal('Step Functions Execution Status Change'),
    detail: z.object({
      executionArn: z.string().check(z.regex(ARN)),
      stateMachineArn: z.string().check(z.regex(ARN)),
      name: z.string(),
      status: z.enum(['ABORTED', 'TIMED_OUT', 'FAILED']),
      startDate: z.nullish(z.int().check(z.minimum(0), z.maximum(LAST_TIME))),
    }),
  }),
);

/** An execution that ended where no Catch could see it. */
export interface DeadExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly startDate?: number | null;
}

export type ErrorsMessage =
  | { readonly kind: 'parked'; readonly parked: ParkedMessage }
  | { readonly kind: 'dead'; readonly dead: DeadExecution }
  | { readonly kind: 'malformed' };

/** What lies in `saga-errors`: a parked step from a state machine, or an event about an execution. */
export const parseErrorsMessage = (body: string): ErrorsMessage => {
  const value = parseJson(body);
  const dead = deadShape().safeParse(value);
  if (dead.success) return { kind: 'dead', dead: dead.data.detail as DeadExecution };
  const parked = parkedShape().safeParse(value);
  if (!parked.success) return { kind: 'malformed' };
  const { error, skipped, ...rest } = parked.data;
  return {
    kind: 'parked',
    parked: {
      ...rest,
      ...(skipped ? { skipped } : {}),
      error: { error: error.error ?? 'Unknown', cause: error.cause ?? '' },
    },
  };
};

/** The event as EventBridge sends it, for whoever finds a dead execution without one. */
export const deadExecutionEvent = (detail: DeadExecution): unknown => ({
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail,
});
