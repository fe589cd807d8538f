import { readFieldCases } from './field-case';
import { judge } from './judge';
import { KNOWN } from './known';
import { runFieldCase } from './run-field-case';

/**
 * Runs field cases (`FIELD_CASES` is the path of their file): a line for each that differs, and the total. Fails when
 * one differs that is not known, or one agrees that is known to differ.
 */
const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const SHOWN_CHARACTERS = 600;

const main = async (): Promise<number> => {
  const path = process.env.FIELD_CASES;
  if (!path) {
    process.stderr.write('FIELD_CASES is not set: give the path of a file of field cases\n');
    return 1;
  }
  let same = 0;
  let wrong = 0;
  const cases = readFieldCases(path);
  for (const fieldCase of cases) {
    const { name } = fieldCase;
    const reason = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
    const differs = await runFieldCase(fieldCase)
      .then((outcome) => judge(fieldCase, outcome))
      .catch((error: Error) => `it threw ${error.message}`);
    if (differs === undefined) same++;
    else
      write(`differs: ${name}: ${differs.slice(0, SHOWN_CHARACTERS)}${reason ? ` (known: ${reason})` : ''}`);
    if (differs === undefined && reason) write(`agrees, though known to differ: ${name}`);
    if ((differs === undefined) === (reason !== undefined)) wrong++;
  }
  write(`${same} of ${cases.length} field cases are as on AWS`);
  return wrong === 0 ? 0 : 1;
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
