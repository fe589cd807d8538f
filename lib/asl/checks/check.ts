import type { Diagnostic } from './diagnostic';
import type { DefinitionTree } from './tree';

/** Looks at one thing in a whole definition, of which nothing is certain but that it is an object. */
export type Check = (tree: DefinitionTree) => readonly Diagnostic[];
