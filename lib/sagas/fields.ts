import * as z from 'zod/mini';

/** Identifiers that become part of keys: safe characters only. */
export const Identifier = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** A shorter deadline for one saga than its definition has; the state machine reads it, the handlers check it. */
export const DeadlineSeconds = {
  field: 'deadlineSeconds',
  schema: z.optional(z.int().check(z.minimum(60))),
} as const;
