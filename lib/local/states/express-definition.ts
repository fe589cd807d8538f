import { innerChains, processorOf, type State, type StateChain, type TaskState } from '../../asl';

/** What an Express machine cannot do, at one state of its definition. */
export interface ExpressFinding {
  readonly message: string;
  /** `/States/Pay/Resource`. */
  readonly location: string;
}

/**
 * Resource of a Task → why an Express machine refuses it. Source: recorded answers of CreateStateMachine (the first one
 * ends with a blank there, too), and developer guide, "Choosing workflow type".
 */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\.waitForTaskToken$/, "Express state machine does not support '.waitForTaskToken' service integration "],
  [/\.sync(:\d)?$/, "Express state machine does not support '.sync' service integration"],
  [/^arn:[^:]*:states:[^:]*:[^:]*:activity:/, 'Express state machine does not support Activity ARN'],
];

const findingsAt = (state: State, place: string): readonly ExpressFinding[] => {
  if (state.Type === 'Task') {
    const { Resource } = state as TaskState;
    const refused = REFUSED.find(([pattern]) => pattern.test(Resource));
    return refused ? [{ message: refused[1], location: `${place}/Resource` }] : [];
  }
  if (state.Type !== 'Map') return [];
  const { Mode } = (processorOf(state) as { ProcessorConfig?: { Mode?: string } }).ProcessorConfig ?? {};
  const message = 'Express state machine does not support Distributed Map';
  return Mode === 'DISTRIBUTED' ? [{ message, location: `${place}/ItemProcessor/ProcessorConfig/Mode` }] : [];
};

const innerPlace = (state: State, index: number): string => {
  if (state.Type === 'Parallel') return `Branches[${index}]`;
  return 'ItemProcessor' in state ? 'ItemProcessor' : 'Iterator';
};

/** All that keeps a definition from being an Express machine's. */
export const expressFindings = (chain: StateChain, place = ''): readonly ExpressFinding[] =>
  Object.entries(chain.States).flatMap(([name, state]) => {
    const at = `${place}/States/${name}`;
    return [
      ...findingsAt(state, at),
      ...innerChains(state).flatMap((inner, index) =>
        expressFindings(inner, `${at}/${innerPlace(state, index)}`),
      ),
    ];
  });
