import type { Feature, Section } from './feature';

const HEAD = `# What the engine and the embedded stack run

Made by \`npm run features\` from the tests that show it; \`npm run features -- --check\` and the tests fail when it is not
true any more. **supported**: a test shows it. **partly**: the column beside says what is missing. **not**: it is not there.
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
