import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lambdaEntries } from '../../lib/constructs';
import { sagas } from '../../lib/sagas';
import { bundleAll } from '../../lib/stacks';

const KIB = 1024;
const root = resolve(__dirname, '../..');
const entries = lambdaEntries(Object.values(sagas));
const bundles = bundleAll(root);
const fileOf = (name: string) => join(bundles.pathOf(name), 'index.mjs');

describe('the bundles of this project', () => {
  it('have each a source', () => {
    for (const source of Object.values(entries)) expect(existsSync(join(root, source))).toBe(true);
  });

  it.each(Object.keys(entries))('%s is small, exports a handler, and holds nothing of the CDK', (name) => {
    const limit = name.startsWith('operations/') ? 512 * KIB : 400 * KIB;
    expect(statSync(fileOf(name)).size).toBeLessThanOrEqual(limit);
    const code = readFileSync(fileOf(name), 'utf8');
    expect(code).toMatch(/export\{[^}]*\bas handler\b[^}]*\}/);
    expect(code).not.toMatch(/aws-cdk-lib|CfnResource/);
  });

  it('were built from no file of the CDK', () => {
    const { inputs } = JSON.parse(readFileSync(join(root, '.saga/bundles/last-build.json'), 'utf8')) as {
      inputs: string[];
    };
    expect(inputs.length).toBeGreaterThan(100);
    expect(inputs.filter((input) => /aws-cdk-lib|node_modules\/constructs\//.test(input))).toEqual([]);
  });
});
