/** Those who wait for something that happens to somebody by name. */
export class Listeners {
  private readonly waiting = new Map<string, (() => void)[]>();

  /** Resolves when it is next told. */
  next(name: string): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(name, [...(this.waiting.get(name) ?? []), resolve]);
    });
  }

  tell(name: string): void {
    const waiting = this.waiting.get(name) ?? [];
    this.waiting.delete(name);
    for (const resolve of waiting) resolve();
  }
}
