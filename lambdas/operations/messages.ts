import * as z from 'zod/mini';
import { type ParkedMessage, SAGA_ID } from '../../lib/saga';

const Parked = z.object({
  saga: z.object({
    name: z.string(),
    id: z.string().check(z.regex(SAGA_ID)),
    version: z.int(),
    startTime: z.string(),
    deadlineSeconds: z.number(),
  }),
  step: z.string(),
  phase: z.enum(['action', 'compensation']),
  error: z.object({ error: z.optional(z.nullable(z.string())), cause: z.optional(z.nullable(z.string())) }),
  attempts: z.number(),
  skipped: z.optional(z.array(z.string())),
});

const Dead = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.string(),
    startDate: z.nullish(z.number()),
  }),
});

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
  const dead = Dead.safeParse(value);
  if (dead.success) return { kind: 'dead', dead: dead.data.detail as DeadExecution };
  const parked = Parked.safeParse(value);
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

export const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};
