import { type Graph, type GraphEdge, type GraphNode, graphOf, type NodeRole } from './graph';
import type { StateMachineDefinition } from './types';

/** Opening and closing of a node's shape. */
const SHAPES: Readonly<Record<GraphNode['type'], readonly [string, string]>> = {
  Start: ['([', '])'],
  End: ['([', '])'],
  Task: ['[', ']'],
  Pass: ['(', ')'],
  Choice: ['{', '}'],
  Wait: ['[/', '/]'],
  Succeed: ['([', '])'],
  Fail: ['[[', ']]'],
  Parallel: ['[', ']'],
  Map: ['[', ']'],
};

const ROLE_STYLES: Readonly<Record<Exclude<NodeRole, 'none'>, string>> = {
  action: 'fill:#e6f4ea,stroke:#34a853,color:#000',
  compensation: 'fill:#fef7e0,stroke:#f9ab00,color:#000',
  fence: 'fill:#e8f0fe,stroke:#4285f4,color:#000',
  park: 'fill:#fce8e6,stroke:#ea4335,color:#000,stroke-dasharray:4 3',
};

/** Longest label that is drawn on an edge. */
const LABEL_LENGTH = 60;

/** The visual workflow as a Mermaid flowchart: what is caught is dashed, branches are boxes inside their Parallel. */
export const toMermaid = (machine: StateMachineDefinition): string => {
  const graph = graphOf(machine);
  const roles = new Set(allNodes(graph).map((node) => node.role));
  return [
    'flowchart TD',
    ...indent(graphLines(graph)),
    ...indent(
      Object.entries(ROLE_STYLES)
        .filter(([role]) => roles.has(role as NodeRole))
        .map(([role, style]) => `classDef ${role} ${style}`),
    ),
    '',
  ].join('\n');
};

const graphLines = (graph: Graph): readonly string[] => [
  ...graph.nodes.flatMap(nodeLines),
  ...graph.edges.map(edgeLine),
];

const nodeLines = (node: GraphNode): readonly string[] => {
  if (node.inside.length > 0) {
    return [
      `subgraph ${node.id}[${quoted(node.label)}]`,
      ...node.inside.flatMap((branch, index) =>
        indent([
          `subgraph ${node.id}_${index}[" "]`,
          ...indent(['direction TB', ...graphLines(branch)]),
          'end',
        ]),
      ),
      'end',
    ];
  }
  const [open, close] = SHAPES[node.type];
  return [`${node.id}${open}${quoted(node.label)}${close}${node.role === 'none' ? '' : `:::${node.role}`}`];
};

const edgeLine = ({ from, to, kind, label }: GraphEdge): string => {
  const arrow = kind === 'catch' ? '-.->' : '-->';
  return `${from} ${arrow}${label === undefined ? '' : `|${quoted(shortened(label))}|`} ${to}`;
};

const shortened = (label: string): string =>
  label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;

/** Mermaid's own escapes: `#quot;` and numeric codes. */
const quoted = (text: string): string =>
  `"${text
    .replace(/#/g, '#35;')
    .replace(/"/g, '#quot;')
    .replace(/[<>{}|`\n]/g, (character) => `#${character.codePointAt(0)};`)}"`;

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const allNodes = (graph: Graph): readonly GraphNode[] =>
  graph.nodes.flatMap((node) => [node, ...node.inside.flatMap(allNodes)]);
