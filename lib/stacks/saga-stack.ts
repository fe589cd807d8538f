import { Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type BundleSource, type OwnTables, ParticipantFunction, Saga, stageSettings } from '../constructs';
import { participantNames, type SagaDefinition, stateName } from '../saga';
import { operationsCode } from './bundles';
import { readHistory } from './history';
import { addMonitoring } from './monitoring';
import { addNotices } from './notices';
import { addOutbox } from './outbox';
import { addPolicies } from './policies';
import { published } from './published';
import { addSagaOutputs } from './saga-outputs';

export interface SagaStackProps extends StackProps {
  /** Where the code of the functions comes from: `<saga>/<participant>`. */
  readonly bundles: BundleSource;
  readonly definition: SagaDefinition;
  /** Participant → tables of its own, by the names that the definition has for them. @default - none */
  readonly tables?: Readonly<Record<string, OwnTables>>;
}

/** Characters of a template's description: CloudFormation takes 1,024 bytes, and the CDK counts two a character. */
const LONGEST_DESCRIPTION = 512;

/** What the stack calls its other parts and its outputs: a participant of such a name gets a longer one. */
const OWN_IDS =
  /^(Metrics|Alarms|Overview|Outbox|Notices|Undone.*|Ended.*|Policies|SagaStage|.*(Arn|Url|Name|Table|Function))$/;

/** One saga with all that belongs to it: its participants, each with a database of its own, alarms, policies, outbox. */
export class SagaStack extends Stack {
  readonly saga: Saga;

  constructor(scope: Construct, id: string, props: SagaStackProps) {
    const { bundles, definition, tables = {}, ...rest } = props;
    const names = participantNames(definition);
    super(scope, id, {
      description: `${stateName(definition.name)} saga: ${names.join(', ')}`.slice(0, LONGEST_DESCRIPTION),
      terminationProtection: stageSettings(scope).terminationProtection,
      ...rest,
    });
    const sagaId = stateName(definition.name);
    const idOf = (name: string): string => {
      const own = stateName(name);
      return own === sagaId || OWN_IDS.test(own) ? `${own}Participant` : own;
    };
    this.saga = new Saga(this, sagaId, {
      definition,
      participants: Object.fromEntries(
        names.map((name) => [
          name,
          new ParticipantFunction(this, idOf(name), {
            code: bundles.code(`${definition.name}/${name}`),
            ...(definition.records[name] ? { records: definition.records[name] } : {}),
            ...(tables[name] ? { tables: tables[name] } : {}),
          }),
        ]),
      ),
      operations: operationsCode(bundles),
      published: published[definition.name] ?? {},
      history: readHistory(),
    });
    addSagaOutputs(this, this.saga);
    const outbox = addOutbox(this, this.saga);
    const notices = addNotices(this, this.saga);
    addMonitoring(this, this.saga, outbox, notices);
    addPolicies(this, this.saga);
    Tags.of(this).add('saga', definition.name);
  }
}
