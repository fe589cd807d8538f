import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from '@swc/core';

export const ROOT = resolve(__dirname, '../..');

/** Every source file of these folders, as a path from the root with `/`. */
export const sourceFiles = (...folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) => {
    const path = join(ROOT, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$|\.mjs$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  });

export type ImportKind = 'import' | 'type' | 'dynamic' | 'require';

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  readonly kind: ImportKind;
}

/** A node of SWC's syntax tree, as far as this folder looks at it. */
export interface Node {
  readonly type?: string;
  readonly [field: string]: unknown;
}

const trees = new Map<string, Node>();

/** The syntax tree of a file, parsed once. */
export const treeOf = (file: string): Node => {
  const known = trees.get(file);
  if (known) return known;
  const source = readFileSync(join(ROOT, file), 'utf8');
  const tree = parseSync(source, { syntax: 'typescript', target: 'es2022' }) as unknown as Node;
  trees.set(file, tree);
  return tree;
};

/** Every node of a tree. */
export const nodesOf = (tree: unknown): readonly Node[] => {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if (typeof (value as Node).type === 'string') found.push(value as Node);
    for (const field of Object.values(value)) visit(field);
  };
  visit(tree);
  return found;
};

const imports = new Map<string, readonly Import[]>();

/** Everything that a file imports: statically, by `import type`, dynamically, by `require`. */
export const importsOf = (file: string): readonly Import[] => {
  const known = imports.get(file);
  if (known) return known;
  const found = importsIn(treeOf(file));
  imports.set(file, found);
  return found;
};

export const importsIn = (tree: Node): readonly Import[] => nodesOf(tree).flatMap(importOf);

const importOf = (node: Node): readonly Import[] => {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const specifier = textOf(node.source);
      return specifier === undefined ? [] : [{ specifier, kind: isTypeOnly(node) ? 'type' : 'import' }];
    }
    case 'TsImportType': {
      const specifier = textOf(node.argument);
      return specifier === undefined ? [] : [{ specifier, kind: 'type' }];
    }
    case 'TsImportEqualsDeclaration': {
      const specifier = textOf((node.moduleRef as Node | undefined)?.expression);
      return specifier === undefined ? [] : [{ specifier, kind: 'require' }];
    }
    case 'CallExpression':
      return callImport(node);
    default:
      return [];
  }
};

const callImport = (node: Node): readonly Import[] => {
  const callee = node.callee as Node;
  const first = (node.arguments as readonly { readonly expression: unknown }[])[0]?.expression;
  const specifier = textOf(first);
  if (specifier === undefined) return [];
  if (callee.type === 'Import') return [{ specifier, kind: 'dynamic' }];
  return callee.type === 'Identifier' && callee.value === 'require' ? [{ specifier, kind: 'require' }] : [];
};

/** `import type …`, or each name after `type`: nothing of it is left when it runs. */
const isTypeOnly = (node: Node): boolean => {
  if (node.typeOnly === true) return true;
  const specifiers = (node.specifiers ?? []) as readonly Node[];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly === true);
};

const textOf = (node: unknown): string | undefined => {
  const literal = node as Node | null | undefined;
  return literal?.type === 'StringLiteral' ? String(literal.value) : undefined;
};

/** The file that a relative specifier means, or undefined for a package. */
export const targetOf = (file: string, specifier: string): string | undefined => {
  if (!specifier.startsWith('.')) return undefined;
  const base = resolve(ROOT, dirname(file), specifier);
  const found = [base, `${base}.ts`, `${base}.js`, `${base}.json`, join(base, 'index.ts')].find(
    (path) => existsSync(path) && statSync(path).isFile(),
  );
  return relative(ROOT, found ?? base);
};

/** `@aws-sdk/client-sfn` of `@aws-sdk/client-sfn/dist/x`; `node:fs` as it is. */
export const packageOf = (specifier: string): string => {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
};
