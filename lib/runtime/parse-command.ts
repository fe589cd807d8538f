import * as z from 'zod/mini';
import { BusinessError, type Command, SAGA_ID } from '../saga';

const id = z.string().check(z.regex(SAGA_ID));
const name = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,79}$/));

const Saga = z.object({
  name,
  id,
  version: z.int().check(z.minimum(1)),
  startTime: z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'not a time')),
  deadlineSeconds: z.number().check(z.minimum(1)),
});

const stepOf = <Phase extends string>(phase: Phase) => ({
  name,
  command: name,
  phase: z.literal(phase),
  attempt: z.int().check(z.minimum(1)),
  runner: z.string().check(z.regex(/^(main|redrive|operator|u[0-9]{1,9})$/)),
});

const FailureShape = z.object({
  steps: z.array(name),
  error: z.string(),
  cause: z.string(),
});

const CommandShape = z.union([
  z.object({
    saga: Saga,
    step: z.object(stepOf('action')),
    input: z.unknown(),
    results: z.record(z.string(), z.unknown()),
    skipped: z.array(name),
    taskToken: z.optional(z.string()),
  }),
  z.object({
    saga: Saga,
    step: z.object({ ...stepOf('compensation'), skipped: z.optional(z.boolean()) }),
    failure: z.nullish(FailureShape),
  }),
  z.object({ saga: Saga, step: z.object(stepOf('fence')) }),
]);

/**
 * A command as a participant takes it. Fields that it does not know are dropped, so that a newer state machine may say more.
 * @throws BusinessError `InvalidCommand`: names the fields, never their values.
 */
export const parseCommand = (event: unknown): Command => {
  const parsed = CommandShape.safeParse(event);
  if (!parsed.success) {
    throw new BusinessError(
      'InvalidCommand',
      `expected a saga command; ${describeIssues(parsed.error.issues)}`,
    );
  }
  const { failure, ...command } = parsed.data as { failure?: unknown };
  return (failure ? { ...command, failure } : command) as unknown as Command;
};

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** `items.0.quantity: Invalid input`: where and what, at most three. */
export const describeIssues = (issues: readonly Issue[]): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.length > 0 ? path.map(String).join('.') : 'value'}: ${message}`)
    .join('; ');
