import type { Statement } from './statement';

/** A statement of a policy, and whether something that happened needed it. */
export interface StatementUse {
  readonly statement: Statement;
  /** Something was allowed by this statement alone: without it, it would have been denied. */
  readonly needed: boolean;
}

/** Which statements were needed. */
export class PermissionUse {
  private readonly declared = new Map<string, Statement>();
  private readonly needed = new Set<string>();

  declare(statements: readonly Statement[]): void {
    for (const statement of statements) this.declared.set(statement.id, statement);
  }

  /** Something was allowed by these statements, each of which would have done. */
  allowed(by: readonly Statement[]): void {
    const [only, ...others] = by;
    if (only && others.length === 0) this.needed.add(only.id);
  }

  all(): readonly StatementUse[] {
    return [...this.declared.values()].map((statement) => ({
      statement,
      needed: this.needed.has(statement.id),
    }));
  }
}
