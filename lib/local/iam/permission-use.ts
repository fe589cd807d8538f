import type { Statement } from './statement';

/** A statement of a policy, and whether something that happened needed it. */
export interface StatementUse {
  readonly statement: Statement;
  /** Something was allowed that would have been denied without it. */
  readonly needed: boolean;
}

/** Which statements were needed. */
export class PermissionUse {
  private readonly declared = new Map<string, Statement>();
  private readonly needed = new Set<string>();

  declare(statements: readonly Statement[]): void {
    for (const statement of statements) this.declared.set(statement.id, statement);
  }

  /** Something was allowed that would have been denied without each of these. */
  allowed(needed: readonly Statement[]): void {
    for (const { id } of needed) this.needed.add(id);
  }

  all(): readonly StatementUse[] {
    return [...this.declared.values()].map((statement) => ({
      statement,
      needed: this.needed.has(statement.id),
    }));
  }
}
