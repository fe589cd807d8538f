import type { EmbeddedStack } from '../../lib/local';

/**
 * Whatever a test does with the real templates, they allow it: a right that is missing is a fault of theirs, also where
 * a retry or a sweeper would cover it up.
 * @throws Error that names what was denied
 */
export const expectNoDenials = (stack: EmbeddedStack): void => {
  const denied = [...new Set(stack.denials().map(({ message }) => message))];
  if (denied.length > 0) throw new Error(`denied by the policies of the templates:\n${denied.join('\n')}`);
};
