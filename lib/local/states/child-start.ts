import type { StateMachineDefinition } from '../../asl';
import type { Execution, MapRunPart } from '../../engine';
import type { ExecutionRecord, ExecutionStart } from './execution-record';

/** A child execution as it is kept: with the part of the definition that it runs. */
export const childStart = (child: Execution, part: MapRunPart, parent: ExecutionRecord): ExecutionStart => {
  const label = child.stateMachineArn.split('/').at(-1) ?? '';
  const { revisionId, updateDate } = parent;
  return {
    stateMachineArn: child.stateMachineArn,
    executionArn: child.arn,
    name: child.name,
    input: child.input,
    startDate: child.startDate.getTime(),
    definition: processorOf(parent.definition, label),
    roleArn: child.identity.roleArn,
    ...(revisionId === undefined ? {} : { revisionId }),
    ...(updateDate === undefined ? {} : { updateDate }),
    child: { ...part, label },
  };
};

/** What a Map state runs for each item, as a definition of its own: without its ProcessorConfig. */
const processorOf = (definition: string, label: string): string => {
  const found = findMap(JSON.parse(definition) as StateMachineDefinition, label);
  const { ProcessorConfig: _config, ...chain } = found ?? {};
  return JSON.stringify(chain);
};

type Chain = Partial<StateMachineDefinition> & { readonly ProcessorConfig?: unknown };

const findMap = ({ States = {} }: Chain, label: string): Chain | undefined => {
  for (const [name, state] of Object.entries(States)) {
    if (state.Type === 'Parallel') {
      for (const branch of state.Branches) {
        const inner = findMap(branch, label);
        if (inner) return inner;
      }
    }
    if (state.Type !== 'Map') continue;
    const processor = state.ItemProcessor ?? state.Iterator;
    if ((state.Label ?? name) === label) return processor;
    const inner = processor && findMap(processor, label);
    if (inner) return inner;
  }
  return undefined;
};
