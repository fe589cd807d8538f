import {
  commandOf,
  compile,
  edgesOf,
  type Graph,
  type GraphNode,
  graphOf,
  placeholderTargets,
  type StateMachineDefinition,
  toMermaid,
  walk,
} from '../../lib/asl';
import type { SagaDefinition } from '../../lib/saga';
import { orderSaga, sagas } from '../../lib/sagas';
import { SHAPES } from '../saga/definitions';

const machines = [...Object.entries(SHAPES), ...Object.entries(sagas)].map(
  ([name, definition]) => [name, compile(definition, placeholderTargets)] as const,
);

const nested: StateMachineDefinition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Outer',
  States: {
    Outer: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Each',
          States: {
            Each: {
              Type: 'Map',
              Items: [1],
              ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
              End: true,
            },
          },
        },
        { StartAt: 'Second', States: { Second: { Type: 'Pass', End: true } } },
      ],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

describe('walk', () => {
  test('visits every state with its scope, outer ones first', () => {
    expect([...walk(nested)].map(({ name, scope }) => `${scope.path || '-'} ${name}`)).toEqual([
      '- Outer',
      'Outer[0] Each',
      'Outer[0]/Each[0] Item',
      'Outer[1] Second',
      '- Done',
    ]);
  });

  test('visits the processor of a Map under its older name too', () => {
    const older: StateMachineDefinition = {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Iterator: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    };
    expect([...walk(older)].map(({ name }) => name)).toEqual(['Each', 'Item']);
  });
});

const allNodes = (graph: Graph): readonly GraphNode[] =>
  graph.nodes.flatMap((node) => [node, ...node.inside.flatMap(allNodes)]);
const allEdges = (graph: Graph): Graph['edges'] => [
  ...graph.edges,
  ...graph.nodes.flatMap((node) => node.inside.flatMap(allEdges)),
];

describe.each(machines)('%s', (_, machine) => {
  const graph = graphOf(machine);

  test('has a node for every state, and ids that are unique', () => {
    const nodes = allNodes(graph);
    const states = [...walk(machine)].map(({ name }) => name);
    expect(nodes.filter(({ type }) => type !== 'Start' && type !== 'End').map(({ label }) => label)).toEqual(
      states,
    );
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  });

  test('has an edge for every transition', () => {
    const drawn = new Set(allEdges(graph).map(({ from, to, kind }) => `${from} ${kind} ${to}`));
    for (const { name, state } of walk(machine)) {
      for (const edge of edgesOf(name, state))
        expect(drawn).toContain(`${edge.from} ${edge.kind} ${edge.to}`);
    }
  });

  test('every edge joins two nodes of its own box', () => {
    const check = (inside: Graph): void => {
      const ids = new Set(inside.nodes.map(({ id }) => id));
      for (const { from, to } of inside.edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
      for (const node of inside.nodes) node.inside.forEach(check);
    };
    check(graph);
  });

  test('Mermaid text: boxes are closed, nodes are declared before edges use them, what is caught is dashed', () => {
    const lines = toMermaid(machine)
      .split('\n')
      .map((line) => line.trim());
    expect(lines[0]).toBe('flowchart TD');
    expect(lines.filter((line) => line.startsWith('subgraph ')).length).toBe(
      lines.filter((line) => line === 'end').length,
    );
    const declared = new Set<string>();
    const edge = /^(\w+) (?:-->|-\.->)(?:\|"[^"]*"\|)? (\w+)$/;
    const node = /^(?:subgraph )?(\w+)(?:\[\[|\(\[|\[\/|\[|\(|\{)"[^"]*"/;
    for (const line of lines.slice(1)) {
      const [, from, to] = edge.exec(line) ?? [];
      if (from && to) {
        expect([declared.has(from), declared.has(to)]).toEqual([true, true]);
        continue;
      }
      const [, id] = node.exec(line) ?? [];
      if (id) declared.add(id);
      else expect(line).toMatch(/^(end|direction TB|classDef \w+ \S.*|)$/);
    }
    expect(declared.size).toBeGreaterThan(1);
  });
});

test('the order saga reads as it runs', () => {
  const text = toMermaid(compile(orderSaga as SagaDefinition, placeholderTargets));
  expect(text).toContain('start__Start --> PlaceOrder');
  expect(text).toContain('PlaceOrder --> ProcessPayment');
  expect(text).toContain('ProcessPayment -.->|"any error"| RefundPayment');
  expect(text).toContain('RefundPayment --> CancelOrder');
  expect(text).toContain('RefundPayment -.->|"any error"| ParkRefundPayment');
  expect(text).toContain('PlaceOrder["PlaceOrder"]:::action');
  expect(text).toContain('CancelOrder["CancelOrder"]:::compensation');
  expect(text).toContain('ParkCancelOrder["ParkCancelOrder"]:::park');
  expect(text).toContain('SagaNotCompleted[["SagaNotCompleted"]]');
});

test('the travel saga shows its conditions and its branches', () => {
  const text = toMermaid(compile(sagas.travel as SagaDefinition, placeholderTargets));
  expect(text).toContain('WhenRentCar -->|"input.car exists"| RentCar');
  expect(text).toContain('WhenRentCar -->|"otherwise"| BookFlight');
  expect(text).toMatch(/subgraph BuyTravelInsuranceGroup\["BuyTravelInsuranceGroup"\]\n\s+subgraph/);
});

test('names and labels that Mermaid would take for syntax are written so that it does not', () => {
  const text = toMermaid({
    QueryLanguage: 'JSONata',
    StartAt: 'end',
    States: {
      end: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input."a|b" %}', Next: 'is "it"' }],
        Default: 'is "it"',
      },
      'is "it"': { Type: 'Succeed' },
    },
  });
  expect(text).toContain('state__end{"end"}');
  expect(text).toContain('"is #quot;it#quot;"');
  expect(text).not.toMatch(/\|"[^"]*\|[^"]*"\|/);
});

describe('a command, read back from a state', () => {
  const machine = compile(SHAPES['a queue step as pivot'] as SagaDefinition, placeholderTargets);
  test.each([
    ['A', { kind: 'command', step: 'a', phase: 'action' }],
    ['B', { kind: 'command', step: 'b', phase: 'action' }],
    ['UndoB', { kind: 'command', step: 'b', phase: 'compensation' }],
    ['ParkUndoB', { kind: 'park', step: 'b', phase: 'compensation' }],
    ['ParkX', { kind: 'park', step: 'x', phase: 'action' }],
  ])('%s', (name, expected) => {
    const state = machine.States[name];
    expect(state && commandOf(state)).toMatchObject(expected);
  });

  test.each([
    ['a Pass', { Type: 'Pass', End: true }],
    ['a Task of another kind', { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true }],
    [
      'a Task whose payload only looks like one',
      {
        Type: 'Task',
        Resource: 'x',
        Arguments: { Payload: { step: { name: 'a', phase: 'other' } } },
        End: true,
      },
    ],
  ] as const)('%s sends none', (_, state) => expect(commandOf(state)).toBeUndefined());
});
