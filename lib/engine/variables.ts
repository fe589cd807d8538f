/**
 * Variables of one scope. A branch of a Parallel and an iteration of a Map have their own scope: they read those
 * outside, what they assign is gone with them. Source: developer guide, "Passing data with variables".
 */
export class Variables {
  private readonly values = new Map<string, unknown>();

  constructor(private readonly outer?: Variables) {}

  get(name: string): unknown {
    return this.values.has(name) ? this.values.get(name) : this.outer?.get(name);
  }

  has(name: string): boolean {
    return this.values.has(name) || (this.outer?.has(name) ?? false);
  }

  assign(values: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(values)) this.values.set(name, values[name]);
  }
}
