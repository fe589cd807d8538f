import type { Defect } from '../defect';

/** Whoever finishes a dead execution past its pivot forgets to send the steps that are left. */
export const parkedMessageDropped: Defect = {
  redriver: (tools) => ({ ...tools, errors: { ...tools.errors, send: async () => undefined } }),
};
