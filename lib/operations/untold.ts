type Properties = Readonly<Record<string, unknown>>;

const UNSUBSCRIBED = 'whoever it tells of alarms is told no more';

/** Alarms protect data as well, as long as somebody hears them. What changes of a resource, by its type. */
const CHANGED: Readonly<Record<string, (before: Properties, after: Properties) => readonly string[]>> = {
  'AWS::CloudWatch::Alarm': (before, after) => {
    if (isOff(before)) return [];
    if (isOff(after)) return ['its actions are switched off: nobody is told of it'];
    const next = actionsOf(after);
    return actionsOf(before).every((action) => next.includes(action))
      ? []
      : ['it loses alarm actions: whoever they tell is told no more'];
  },
  // None of it can be changed in place: the old one is gone, or tells of another topic.
  'AWS::SNS::Subscription': (before, after) =>
    ['Endpoint', 'Protocol', 'TopicArn'].every((name) => text(before[name]) === text(after[name]))
      ? []
      : [UNSUBSCRIBED],
};

export const untold = (type: string, before: Properties, after: Properties): readonly string[] =>
  CHANGED[type]?.(before, after) ?? [];

/** The same when the resource leaves the stack. An alarm may go: with what it watches, or for another. */
export const untoldWithout = (type: string): readonly string[] =>
  type === 'AWS::SNS::Subscription' ? [UNSUBSCRIBED] : [];

const isOff = ({ ActionsEnabled }: Properties): boolean => String(ActionsEnabled) === 'false';

const actionsOf = ({ AlarmActions }: Properties): readonly string[] =>
  Array.isArray(AlarmActions) ? AlarmActions.map(text) : [];

const text = (value: unknown): string => JSON.stringify(value) ?? '';
