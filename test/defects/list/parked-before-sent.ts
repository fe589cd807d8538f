import type { Defect } from '../defect';

/** The sweeper logs that a step is parked before it sends the message. */
export const parkedBeforeSent: Defect = {
  sweeper: (tools) => {
    let held: unknown;
    return {
      ...tools,
      errors: {
        ...tools.errors,
        send: async (body) => {
          if (typeof (body as { step?: unknown }).step === 'string') held = body;
          else await tools.errors.send(body);
        },
      },
      log: {
        ...tools.log,
        append: async (saga, event) => {
          await tools.log.append(saga, event);
          if (held === undefined) return;
          await tools.errors.send(held);
          held = undefined;
        },
      },
    };
  },
};
