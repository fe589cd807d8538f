import * as z from 'zod/mini';
import { BusinessError, type Command, type Phase, SAGA_ID } from '../saga';
import { describeIssues } from './describe-issues';
import { once } from './once';

/** As Step Functions writes times. `Date.parse` alone takes nearly any text. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
/** Whether a text is a time as Step Functions writes it. */
export const isTime = (value: string): boolean => ISO_TIME.test(value) && !Number.isNaN(Date.parse(value));

const NAME = /^[a-z][a-z0-9-]{0,79}$/;
/** A year: the longest an execution may run. */
const MAX_DEADLINE_SECONDS = 366 * 86_400;

const name = () => z.string().check(z.regex(NAME));

/** The part of every command and every parked message that says which saga it is. */
export const sagaShape = () =>
  z.object({
    name: name(),
    id: z.string().check(z.regex(SAGA_ID)),
    version: z.int().check(z.minimum(1)),
    startTime: z.string().check(z.refine(isTime, 'expected a time such as 2026-11-24T10:00:00Z')),
    deadlineSeconds: z.number().check(z.minimum(1), z.maximum(MAX_DEADLINE_SECONDS)),
  });

const stepShape = <P extends Phase>(phase: P) => ({
  name: name(),
  command: name(),
  phase: z.literal(phase),
  attempt: z.int().check(z.minimum(1)),
  runner: z.string().check(z.regex(/^(main|redrive|operator|u[0-9]{1,9})$/)),
});

/** Made with the first command of a phase: making all of them takes longer than loading the library. */
const shapes = {
  action: once(() =>
    z.object({
      saga: sagaShape(),
      step: z.object(stepShape('action')),
      input: z.unknown().check(z.refine((value) => value !== undefined, 'expected any JSON')),
      results: z.record(z.string(), z.unknown()),
      skipped: z.array(name()),
      taskToken: z.optional(z.string()),
    }),
  ),
  compensation: once(() =>
    z.object({
      saga: sagaShape(),
      step: z.object({ ...stepShape('compensation'), skipped: z.optional(z.boolean()) }),
      failure: z.nullish(z.object({ steps: z.array(name()), error: z.string(), cause: z.string() })),
    }),
  ),
  fence: once(() => z.object({ saga: sagaShape(), step: z.object(stepShape('fence')) })),
} as const satisfies Record<Phase, unknown>;

/**
 * A command as a participant takes it. Fields that it does not know are dropped, so that a newer state machine may say more.
 * @throws BusinessError `InvalidCommand`: names the fields, never their values.
 */
export const parseCommand = (event: unknown): Command => {
  const phase = phaseOf(event);
  if (!phase) {
    throw new BusinessError(
      'InvalidCommand',
      `expected a saga command; step.phase: not one of ${Object.keys(shapes).join(', ')}`,
    );
  }
  const schema = shapes[phase]();
  const parsed = schema.safeParse(event);
  if (!parsed.success) {
    const refused = { schema, value: event, reader: 'anybody' } as const;
    throw new BusinessError(
      'InvalidCommand',
      `expected a saga command; ${describeIssues(parsed.error.issues, refused)}`,
    );
  }
  const { failure, ...command } = parsed.data as { failure?: unknown };
  return (failure ? { ...command, failure } : command) as unknown as Command;
};

const phaseOf = (event: unknown): Phase | undefined => {
  const phase = (event as { step?: { phase?: unknown } | null } | null | undefined)?.step?.phase;
  return typeof phase === 'string' && Object.hasOwn(shapes, phase) ? (phase as Phase) : undefined;
};
