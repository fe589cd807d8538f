import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Feature, Section } from './feature';

const ROOT = join(__dirname, '../..');

/** The text of a file of the project; undefined where there is none. */
export type Read = (file: string) => string | undefined;

export const readProject: Read = (file) => {
  const path = join(ROOT, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A title is what stands, quoted, before the function of a test. */
const hasTest = (text: string, title: string): boolean =>
  new RegExp(`\\(\\s*(['"])${escaped(title)}\\1,\\s*(async\\s*)?\\(`).test(text);

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${escaped(name)}(?!\\w)`).test(text) || text.includes(`${name}Command`);

const problemsOf = ({ names, status, missing, shown }: Feature, read: Read): readonly string[] => {
  const what = names.join(', ');
  if (status !== 'supported' && !missing) return [`${what}: say what is missing`];
  if (!shown) return status !== 'supported' ? [] : [`${what}: name the test that shows it`];
  const text = read(shown.file);
  if (text === undefined) return [`${what}: there is no ${shown.file}; name the file of its test`];
  if (!hasTest(text, shown.title))
    return [`${what}: ${shown.file} has no test "${shown.title}"; name the one that shows it`];
  const cases = [text, ...(shown.cases ?? []).map((file) => read(file) ?? '')].join('\n');
  return names
    .filter((name) => !mentions(cases, name))
    .map((name) => `${name}: ${shown.file} does not mention it; name a test that shows it`);
};

/** What is not true of a list of features, a line each; nothing when all is. */
export const featureProblems = (sections: readonly Section[], read: Read): readonly string[] =>
  sections.flatMap(({ title, features, known }) => {
    const listed = new Set(features.flatMap(({ names }) => names));
    return [
      ...[...new Set(known)]
        .filter((name) => !listed.has(name))
        .map((name) => `${name}: missing in the section ${title}; add it to test/features/list`),
      ...features.flatMap((feature) => problemsOf(feature, read)),
    ];
  });
