import * as z from 'zod/mini';
import {
  defineSaga,
  type InputSchema,
  parallel,
  type SagaDefinition,
  type SagaElement,
  step,
} from '../../lib/saga';

/** Takes any input. */
export const anyInput: InputSchema<unknown> = { safeParse: (data) => ({ success: true, data }) };

export const sagaOf = (steps: readonly SagaElement[], name = 'test'): SagaDefinition =>
  defineSaga({ name, version: 1, deadline: { hours: 1 }, input: anyInput, steps }) as SagaDefinition;

/** A compensatable step with its undo. */
export const done = (name: string, options: Partial<Parameters<typeof step>[1]> = {}) =>
  step(name, { by: `${name}-service`, compensation: `undo-${name}`, ...options });

/** A retriable step. */
export const told = (name: string, options: Partial<Parameters<typeof step>[1]> = {}) =>
  step(name, { by: `${name}-service`, ...options });

const asked = (name: string) => `$input.${name}`;
const minutes = { minutes: 10 };

/** One definition for every shape that the compiler knows, by what is special about it. */
export const SHAPES: Readonly<Record<string, SagaDefinition>> = {
  'one compensatable step': sagaOf([done('a')]),
  'no retriable step': sagaOf([done('a'), done('b'), done('c')]),
  'one retriable step': sagaOf([told('x')]),
  'only retriable steps': sagaOf([told('x'), told('y'), told('z')]),
  'compensatable steps, then several retriable ones': sagaOf([done('a'), done('b'), told('x'), told('y')]),
  'a queue step first': sagaOf([done('a', { via: 'queue', timeout: minutes }), done('b'), told('x')]),
  'a queue step as pivot': sagaOf([done('a'), done('b', { via: 'queue', timeout: minutes }), told('x')]),
  'a queue step with a heartbeat': sagaOf([
    done('a', { via: 'queue', timeout: minutes, heartbeat: { minutes: 2 } }),
    told('x', { via: 'queue', timeout: minutes, heartbeat: { minutes: 2 } }),
  ]),
  'retriable queue steps': sagaOf([
    done('a'),
    told('x', { via: 'queue', timeout: minutes }),
    told('y', { via: 'queue' }),
  ]),
  'a group first': sagaOf([parallel([done('a'), done('b')]), told('x')]),
  'a group in the middle': sagaOf([
    done('a'),
    parallel([done('b'), done('c'), done('d')]),
    done('e'),
    told('x'),
  ]),
  'a group as pivot': sagaOf([done('a'), parallel([done('b'), done('c')]), told('x')]),
  'two groups in a row': sagaOf([
    parallel([done('a'), done('b')]),
    parallel([done('c'), done('d')]),
    done('e'),
  ]),
  'a queue step in a group': sagaOf([
    parallel([done('a'), done('b', { via: 'queue', timeout: minutes })]),
    told('x'),
  ]),
  'conditional steps in a group': sagaOf([
    done('a'),
    parallel([done('b', { when: asked('b') }), done('c', { when: asked('c') }), done('d')]),
    done('e'),
    told('x'),
  ]),
  'a conditional queue step in a group': sagaOf([
    parallel([done('a'), done('b', { via: 'queue', when: asked('b') })]),
    told('x'),
  ]),
  'the first step is conditional': sagaOf([done('a', { when: asked('a') }), done('b'), told('x')]),
  'the first two steps are conditional': sagaOf([
    done('a', { when: asked('a') }),
    done('b', { when: asked('b') }),
    done('c'),
  ]),
  'a conditional step in the middle': sagaOf([
    done('a'),
    done('b', { when: asked('b') }),
    done('c'),
    told('x'),
  ]),
  'a conditional pivot': sagaOf([done('a'), done('b', { when: asked('b') }), told('x')]),
  'every compensatable step is conditional': sagaOf([
    done('a', { when: asked('a') }),
    done('b', { when: asked('b') }),
    told('x'),
  ]),
  'a condition on an earlier result': sagaOf([
    done('a', { result: z.looseObject({ total: z.optional(z.number()) }) }),
    done('b', { when: '$results.a.total > 100 and $input.b' }),
    told('x'),
  ]),
  'a conditional retriable step': sagaOf([done('a'), told('x'), told('y', { when: asked('y') }), told('z')]),
  'the first retriable step is conditional': sagaOf([done('a'), told('x', { when: asked('x') }), told('y')]),
  'a conditional retriable queue step': sagaOf([
    done('a'),
    told('x', { via: 'queue', when: asked('x') }),
    told('y'),
  ]),
};
