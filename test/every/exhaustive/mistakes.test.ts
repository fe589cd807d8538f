import { expectTold, MISTAKES, toolsThatSee } from '../../cli/mistakes';

test.each(Object.entries(MISTAKES))('%s is told in one line by each tool that sees it', (_name, mistake) =>
  expectTold(mistake, toolsThatSee(mistake)));
