import type { Clock } from '../engine';
import type { FaultRule } from './faults';
import type { AccessDenial } from './iam';
import type { LogLine } from './lambda';
import type { Mishaps } from './mishaps';
import type { Quotas } from './quotas';
import type { Mail } from './sns';
import type { ApiModels } from './states';
import type { TemplateSource } from './template';

export interface StackOptions {
  /** Folder of a cloud assembly (`cdk.out`): all of its stacks. */
  readonly assembly?: string;
  /** Templates, beside those of the assembly. */
  readonly templates?: readonly TemplateSource[];
  /** @default a JumpingClock: waiting costs no time */
  readonly clock?: Clock;
  /** Folder that keeps tables, queues and executions across restarts. @default none, in memory */
  readonly dataDir?: string;
  /** @default any free port */
  readonly port?: number;
  /** @default none */
  readonly faults?: readonly FaultRule[];
  /** Folder that stands for S3. @default `s3` in the data folder; without one a temporary folder */
  readonly s3?: string;
  /**
   * Models of APIs, by service (`dynamodb`, `events`, `lambda`, `sqs`, `states`): the modules of the AWS SDK's clients, which
   * carry them. Mocked results of TestState are held against them.
   * @default none: mocked results are taken as they are
   */
  readonly apiModels?: ApiModels;
  /** Text of a mock configuration, as of Step Functions Local. @default nothing is mocked */
  readonly mocks?: string;
  /** What befalls single calls of functions, and single messages. @default nothing */
  readonly mishaps?: Mishaps;
  /** A number from 0 up to, not including, 1: for jitter and task tokens. @default of cryptographic quality */
  readonly random?: () => number;
  /** Every n-th of the DynamoDB transactions that overlap another is cancelled with `TransactionConflict`. @default never */
  readonly conflictEvery?: number;
  /** How often APIs may be called before they throttle. @default as often as anybody likes */
  readonly quotas?: Quotas;
  /** @default us-east-1 */
  readonly region?: string;
  /** Workers that a function may have at once. @default 4 */
  readonly functionConcurrency?: number;
  /**
   * Whether schedules run by themselves. On a simulated clock a wait of days is over in a moment, but a schedule of
   * minutes then runs hundreds of times: switch it off where it has nothing to do.
   * @default true
   */
  readonly schedules?: boolean;
  /**
   * Whether the policies of the templates are enforced, as AWS does: 'off' for templates whose roles are declared
   * elsewhere or whose policies say more than is evaluated here.
   * @default 'enforced'
   */
  readonly iam?: 'enforced' | 'off';
  /**
   * What becomes of what templates say beyond what is known here: a condition of a policy, an attribute of a resource.
   * 'told': it stands in `notes`, and the rest comes up; what is not understood of a policy denies.
   * @default 'refused': the stack does not come up
   */
  readonly beyond?: 'refused' | 'told';
  /** Told of whatever the policies deny, as it happens. @default kept in `denials` only */
  readonly onDenied?: (denial: AccessDenial) => void;
  /** Told of each mail that a topic would send, when it would. @default kept in `mails` only */
  readonly onMail?: (mail: Mail) => void;
  /** Told of each line that a function writes, as it comes. @default kept in `logs` only */
  readonly onLog?: (line: LogLine) => void;
}
