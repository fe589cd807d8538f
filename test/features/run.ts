import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECTIONS } from './list';
import { featureProblems, readProject } from './problems';
import { renderFeatures } from './render';

// `npm run features` writes the page; `-- --check` only compares, and fails when the page or the list is not true.
const FILE = 'lib/engine/FEATURES.md';
const page = renderFeatures(SECTIONS);
const checking = process.argv.includes('--check');
const stale =
  checking && readProject(FILE) !== page ? [`${FILE} is not what the list says; run npm run features`] : [];
const problems = [...featureProblems(SECTIONS, readProject), ...stale];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
else if (!checking) writeFileSync(join(__dirname, '../..', FILE), page);
