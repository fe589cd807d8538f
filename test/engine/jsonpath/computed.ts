import { bench, outputOf } from '../harness';

/** What a payload template makes of a path or an intrinsic function; the error and its cause when there is none. */
export const computed = async (
  text: string,
  input: unknown = {},
): Promise<{ readonly value: unknown } | { readonly error: string | undefined; readonly cause: string }> => {
  const execution = await bench().run(
    { StartAt: 'P', States: { P: { Type: 'Pass', Parameters: { 'v.$': text }, End: true } } },
    input,
  );
  if (execution.status === 'SUCCEEDED') return { value: (outputOf(execution) as { v: unknown }).v };
  const cause = execution.cause?.split('(entered at the event id #2). ').at(-1) ?? '';
  return { error: execution.error, cause };
};
