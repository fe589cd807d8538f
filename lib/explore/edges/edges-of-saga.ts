import { compile, compileUnwind, placeholderTargets } from '../../asl';
import type { SagaDefinition } from '../../saga';
import { allEdges } from './covered';
import { edgesIn } from './edges';

/** Every edge of the machines of a saga, as runs name those that they took. */
export const edgesOfSaga = (definition: SagaDefinition): readonly string[] =>
  allEdges({
    forward: new Set(edgesIn(compile(definition, placeholderTargets))),
    backward: new Set(edgesIn(compileUnwind(definition, placeholderTargets))),
  });
