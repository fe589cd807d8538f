import type { BusEvent } from './event';
import { type EventPattern, matchesPattern } from './pattern';
import { type TargetShape, targetInput } from './target-input';

/** Delivers one text to one target (a queue, a function). */
export type Deliver = (arn: string, text: string) => void | Promise<void>;

export interface Target extends TargetShape {
  readonly Arn: string;
}

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

  async put(event: BusEvent, busName: string = DEFAULT_BUS): Promise<void> {
    const deliveries: (void | Promise<void>)[] = [];
    for (const rule of this.rules) {
      if (rule.busName !== busName || this.switchedOff.has(rule.name) || !matchesPattern(rule.pattern, event))
        continue;
      for (const target of rule.targets) {
        deliveries.push(this.deliver(target.Arn, targetInput(target, event, rule.arn)));
      }
    }
    await Promise.all(deliveries);
  }
}
