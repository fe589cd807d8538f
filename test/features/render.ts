import type { Feature, Section } from './feature';

const HEAD = `# What the engine and the embedded stack run

Made by \`npm run features\` out of \`test/features/list\`. The tests fail when the test of a line is gone or does not mention
what the line names, or when the code has something that no line names. **supported**: its test shows it. **partly**: the
column beside says what is missing. **not**: it is not there.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

const line = ({ names, status, missing, shown }: Feature): string => {
  const test = shown ? `[${cell(shown.title)}](../../${shown.file})` : '';
  return `| ${names.map((name) => `\`${name}\``).join(', ')} | ${status} | ${cell(missing ?? '')} | ${test} |`;
};

const section = ({ title, features }: Section): string =>
  [
    `## ${title}`,
    '',
    '| feature | status | missing | shown by |',
    '| --- | --- | --- | --- |',
    ...features.map(line),
  ].join('\n');

/** The page of a list of features. */
export const renderFeatures = (sections: readonly Section[]): string =>
  `${[HEAD, ...sections.map((each) => `${section(each)}\n`)].join('\n')}`;
