/** True while there is time to try once more within the running invocation. */
export type HasTime = () => boolean;

/** The part of Lambda's context that is used here. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** A third of the function's time is kept back: enough to answer, and to let the caller try again. */
export const hasTimeLeft = (context: InvocationContext): HasTime => {
  const whole = context.getRemainingTimeInMillis();
  return () => context.getRemainingTimeInMillis() > whole / 3;
};
