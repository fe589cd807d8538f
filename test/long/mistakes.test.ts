import { expectNothingTold, expectTold, MISTAKES, type Tool, toolsThatSee } from '../cli/mistakes';

/**
 * Every tool on the first mistake of its kind, which shows how that tool tells one; each other mistake by the tools that
 * come upon it in a way of their own: the CLI's bundle, the CDK app, the synthesis that the CLI starts. Each mistake by
 * each tool is in test/every/exhaustive.
 */
const ALONE: Readonly<Record<string, readonly Tool[]>> = {
  everyone: ['saga graph', 'cdk synth'],
  synthesis: ['saga run'],
};

const mistakes = Object.entries(MISTAKES);

test.each(mistakes)('%s is told in one line', async (_name, mistake) => {
  const first = mistakes.find(([, { seenBy }]) => seenBy === mistake.seenBy)?.[1];
  await expectTold(mistake, mistake === first ? toolsThatSee(mistake) : (ALONE[mistake.seenBy] ?? []));
});

test('the copy itself is not wrong', expectNothingTold);
