import { serviceIn } from '../arn';
import { object } from './read';
import type { Need } from './resource-type';

/** What it takes to hand an event to a target, by the service in its ARN. */
const ACTIONS: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  lambda: 'lambda:InvokeFunction',
  states: 'states:StartExecution',
  sns: 'sns:Publish',
  events: 'events:PutEvents',
};

/** Who hands it over: the target's role if it names one, else the service that the rule belongs to. */
export const targetNeeds = (target: unknown, service: string, sourceArn: string): readonly Need[] => {
  const { Arn, RoleArn, DeadLetterConfig } = object(target);
  const context = { 'aws:sourcearn': sourceArn };
  const by = RoleArn === undefined ? { service } : { role: String(RoleArn) };
  const need = (arn: string, who: Need['by']): Need => ({
    by: who,
    action: ACTIONS[serviceIn(arn)] ?? `${serviceIn(arn)}:Unknown`,
    resource: arn,
    context,
    atCreation: false,
  });
  const { Arn: deadLetters } = object(DeadLetterConfig);
  return [
    need(String(Arn), by),
    ...(typeof deadLetters === 'string' ? [need(deadLetters, { service })] : []),
  ];
};
