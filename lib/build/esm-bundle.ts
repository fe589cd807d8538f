import type { BuildOptions } from 'esbuild';

/**
 * How everything of this project is bundled, for Node.js alone and as ESM. The banner serves CommonJS packages that
 * `require` what Node itself brings.
 */
export const ESM_BUNDLE = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  legalComments: 'none',
  logLevel: 'silent',
  banner: {
    js: "import{createRequire as createRequireOfNode}from'node:module';const require=createRequireOfNode(import.meta.url);",
  },
} as const satisfies BuildOptions;
