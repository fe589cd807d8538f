import { type Check, MACHINE } from '../check';

/** Bytes of a definition. Source: developer guide, "Step Functions service quotas". */
const MAX_BYTES = 1024 * 1024;

/** The definition has at most 1 MB. */
export const definitionSize: Check = ({ machine }) => {
  const bytes = new TextEncoder().encode(JSON.stringify(machine)).length;
  return bytes <= MAX_BYTES
    ? []
    : [
        {
          state: MACHINE,
          message: `the definition has ${bytes} bytes, Step Functions takes ${MAX_BYTES}: split the saga`,
        },
      ];
};
