import type { Service } from '../http';
import type { Mocks } from './mocks';

const STARTS: ReadonlySet<string> = new Set(['StartExecution', 'StartSyncExecution']);

/** `arn:aws:states:<region>:<account>:stateMachine:<name>` */
const MACHINE_PARTS = 7;

/**
 * The Step Functions API with test cases: `<state machine ARN>#<test case>` starts an execution in it, as in Step
 * Functions Local.
 */
export const withTestCases = <Api extends Service>(api: Api, mocks: Mocks, newName: () => string): Api => ({
  ...api,
  handle: (call) => {
    const { stateMachineArn } = call.input;
    if (!STARTS.has(call.operation) || typeof stateMachineArn !== 'string') return api.handle(call);
    const [arn = '', testCase] = stateMachineArn.split('#');
    if (testCase === undefined) return api.handle(call);
    const name = typeof call.input.name === 'string' ? call.input.name : newName();
    mocks.begin(arn.split(':').slice(0, MACHINE_PARTS).join(':'), name, testCase);
    return api.handle({ ...call, input: { ...call.input, stateMachineArn: arn, name } });
  },
});
