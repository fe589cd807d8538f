import { difference } from './compare';
import { type CaseLanguage, LANGUAGES, languageOf, type RecordedCase, readCases } from './recorded-case';
import { runCase } from './run-case';
import { runCaseThroughApi } from './run-case-api';

/**
 * Runs recorded executions on the engine and compares the histories: a line for each case that differs, a line for
 * each query language, and the total. `ASL_CASES` is the path of the recordings. With `--api` the machines are also
 * created and started through the API of the embedded stack: a line for each that tells another history there.
 */
const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const SHOWN_CHARACTERS = 400;

/** Each case in process, and as a client of the embedded stack runs it: they must tell the same. */
const compareWithApi = async (cases: readonly RecordedCase[]): Promise<number> => {
  let same = 0;
  let skipped = 0;
  for (const recorded of cases) {
    const differs = await differenceThroughApi(recorded);
    if (differs === 'skipped') skipped++;
    else if (differs === undefined) same++;
    else write(`differs through the API: ${recorded.id}: ${differs.slice(0, SHOWN_CHARACTERS)}`);
  }
  const ran = cases.length - skipped;
  write(`${same} of ${ran} tell the same through the API as in process; ${skipped} need functions in Python`);
  return same === ran ? 0 : 1;
};

const differenceThroughApi = async (recorded: RecordedCase): Promise<string | undefined> => {
  try {
    const events = await runCaseThroughApi(recorded);
    return events ? difference(await runCase(recorded), events) : 'skipped';
  } catch (error) {
    return (error as Error).message;
  }
};

const reasonOf = async (recorded: RecordedCase): Promise<string | undefined> => {
  try {
    return difference(recorded.events, await runCase(recorded));
  } catch (error) {
    return (error as Error).message;
  }
};

const main = async (): Promise<number> => {
  const path = process.env.ASL_CASES;
  if (!path) {
    process.stderr.write('ASL_CASES is not set: give the path of a file of recorded executions\n');
    return 1;
  }
  const counts = new Map<CaseLanguage, { same: number; all: number }>();
  const cases = readCases(path);
  for (const recorded of cases) {
    const language = languageOf(recorded);
    const count = counts.get(language) ?? { same: 0, all: 0 };
    const reason = await reasonOf(recorded);
    counts.set(language, { same: count.same + (reason === undefined ? 1 : 0), all: count.all + 1 });
    if (reason !== undefined) write(`differs: ${recorded.id}: ${reason.slice(0, SHOWN_CHARACTERS)}`);
  }
  const of = (languages: readonly CaseLanguage[]): { same: number; all: number } =>
    languages
      .map((language) => counts.get(language) ?? { same: 0, all: 0 })
      .reduce((sum, count) => ({ same: sum.same + count.same, all: sum.all + count.all }), {
        same: 0,
        all: 0,
      });
  const line = (label: string, { same, all }: { same: number; all: number }): void =>
    write(`${label} ${same}/${all}`);
  line('JSONata', of(['JSONata at the top', 'JSONata states only']));
  for (const language of LANGUAGES)
    line(language === 'JSONPath' ? language : `  ${language}`, of([language]));
  const total = of(LANGUAGES);
  write(`${total.same} of ${total.all} reproduced exactly`);
  return process.argv.includes('--api') ? compareWithApi(cases) : 0;
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
