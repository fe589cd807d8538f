import type { BusEvent } from './event';
import { type EventPattern, matchesPattern } from './pattern';
import { type TargetShape, targetInput } from './target-input';

/** Delivers one text to one target (a queue, a function). */
export type Deliver = (target: Target, text: string, origin: Origin) => void | Promise<void>;

export interface Target extends TargetShape {
  readonly Arn: string;
  /** Under which it is delivered. @default the service itself */
  readonly RoleArn?: string;
  /** Where a text goes that cannot be delivered. */
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

/** Who delivers. */
export interface Origin {
  /** `events.amazonaws.com`, `scheduler.amazonaws.com`. */
  readonly service: string;
  /** The rule or schedule. */
  readonly arn: string;
}

const EVENTS = 'events.amazonaws.com';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly pattern: EventPattern;
  readonly targets: readonly Target[];
}

/** Name of the bus that AWS services send their events to. */
export const DEFAULT_BUS = 'default';

/** The event buses: every event goes to each target of each rule that it matches. */
export class EventBuses {
  private readonly rules: Rule[] = [];
  private readonly switchedOff = new Set<string>();

  constructor(private readonly deliver: Deliver) {}

  add(rule: Rule): void {
    this.rules.push(rule);
  }

  /** Switches a rule off or on, as `DisableRule` and `EnableRule` do; false when there is no such rule. */
  setEnabled(ruleName: string, enabled: boolean): boolean {
    if (enabled) this.switchedOff.delete(ruleName);
    else this.switchedOff.add(ruleName);
    return this.rules.some((rule) => rule.name === ruleName);
  }

  ruleNames(): readonly string[] {
    return this.rules.map((rule) => rule.name);
  }

  /** Every target of every enabled rule that the event matches. */
  async put(event: BusEvent, busName: string = DEFAULT_BUS): Promise<void> {
    const matching = this.rules.filter(
      (rule) =>
        rule.busName === busName && !this.switchedOff.has(rule.name) && matchesPattern(rule.pattern, event),
    );
    await Promise.all(matching.map((rule) => this.hand(rule.targets, event, rule.arn)));
  }

  /** Hands an event to targets, each in its own shape. */
  async hand(
    targets: readonly Target[],
    event: object,
    ruleArn: string,
    service: string = EVENTS,
  ): Promise<void> {
    const origin = { service, arn: ruleArn };
    await Promise.all(
      targets.map((target) => this.deliver(target, targetInput(target, event, ruleArn), origin)),
    );
  }
}
