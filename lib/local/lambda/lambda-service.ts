import type { Clock } from '../../engine';
import { parseFunctionName } from './function-arn';
import type { FunctionConfig, InvocationResult } from './function-config';
import { FunctionPool } from './function-pool';
import type { Invocation, InvocationMarks, LogLine } from './invocation';

export interface LambdaServiceOptions {
  readonly clock: Clock;
  readonly clockOffset: SharedArrayBuffer | undefined;
  /** Variables that every function gets beside its own; asked for each new worker. */
  readonly environmentOf: (config: FunctionConfig, workerId: string) => Readonly<Record<string, string>>;
  /** Workers a function may have at once. */
  readonly concurrency: number;
  readonly log: (line: LogLine) => void;
  /** Told whenever an invocation was asked for and when it has ended. */
  readonly onInvoke?: (functionName: string) => void;
  readonly onEnd?: () => void;
}

/** What a function has been used for: what is billed. */
export interface FunctionUsage {
  readonly functionName: string;
  readonly memoryMb: number;
  readonly invocations: number;
  /** Time that its handler ran. */
  readonly milliseconds: number;
}

interface DeployedFunction {
  readonly config: FunctionConfig;
  readonly pool: FunctionPool;
  readonly usage: FunctionUsage;
  readonly versions: Set<string>;
  /** Alias → version. */
  readonly aliases: Map<string, string>;
}

/** A function that exists, under the version that a qualifier means. */
export interface FunctionTarget {
  readonly config: FunctionConfig;
  readonly version: string;
  readonly qualifiedArn: string;
}

/** The functions of the stack, by name; versions and aliases run the same bundle and share its workers. */
export class LambdaService {
  private readonly functions = new Map<string, DeployedFunction>();
  private readonly running = new Map<string, Invocation>();
  private pending = 0;

  constructor(private readonly options: LambdaServiceOptions) {}

  deploy(config: FunctionConfig): void {
    const limit = Math.max(
      1,
      Math.min(this.options.concurrency, config.reservedConcurrency ?? Number.POSITIVE_INFINITY),
    );
    const usage = { functionName: config.name, memoryMb: config.memoryMb, invocations: 0, milliseconds: 0 };
    const pool = new FunctionPool(config, limit, {
      ...this.options,
      started: (invocation) => this.running.set(invocation.workerId, invocation),
      ended: (invocation, milliseconds) => {
        this.running.delete(invocation.workerId);
        usage.invocations++;
        usage.milliseconds += milliseconds;
      },
    });
    this.functions.set(config.name, {
      config,
      pool,
      usage,
      versions: new Set(['$LATEST']),
      aliases: new Map(),
    });
  }

  publishVersion(functionName: string, version: string): void {
    this.deployed(functionName)?.versions.add(version);
  }

  setAlias(functionName: string, alias: string, version: string): void {
    this.deployed(functionName)?.aliases.set(alias, version);
  }

  /** Its versions, `$LATEST` first; undefined when there is no such function. */
  versionsOf(
    functionName: string,
  ): { readonly config: FunctionConfig; readonly versions: readonly string[] } | undefined {
    const found = this.deployed(functionName);
    return found && { config: found.config, versions: [...found.versions] };
  }

  names(): readonly string[] {
    return [...this.functions.keys()];
  }

  usage(): readonly FunctionUsage[] {
    return [...this.functions.values()].map(({ usage }) => ({ ...usage }));
  }

  /** The function, or undefined when there is none of this name or qualifier. */
  find(functionName: string, qualifier?: string): FunctionTarget | undefined {
    const parsed = parseFunctionName(functionName);
    const asked = qualifier ?? parsed.qualifier;
    const found = this.functions.get(parsed.name);
    if (!found) return undefined;
    const { config } = found;
    if (asked === undefined) return { config, version: '$LATEST', qualifiedArn: config.arn };
    const version = found.aliases.get(asked) ?? asked;
    return found.versions.has(version)
      ? { config, version, qualifiedArn: `${config.arn}:${asked}` }
      : undefined;
  }

  /** Runs a function that {@link find} gave. */
  async invoke(
    target: FunctionTarget,
    payload: string,
    marks: InvocationMarks = {},
  ): Promise<InvocationResult> {
    const { pool, config } = this.functions.get(target.config.name) as DeployedFunction;
    this.options.onInvoke?.(config.name);
    this.pending++;
    try {
      return await pool.invoke({
        payload,
        version: target.version,
        qualifiedArn: target.qualifiedArn,
        marks,
      });
    } finally {
      this.pending--;
      this.options.onEnd?.();
    }
  }

  /** What the worker of this id is running. */
  current(workerId: string | undefined): Invocation | undefined {
    return workerId === undefined ? undefined : this.running.get(workerId);
  }

  /** Ends an invocation in a crash; it is `Runtime.ExitError` to whoever asked for it. */
  kill(invocation: Invocation): void {
    this.functions.get(invocation.functionName)?.pool.kill(invocation);
  }

  /** Invocations asked for that have not ended. */
  get underWay(): number {
    return this.pending;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.functions.values()].map(({ pool }) => pool.stop()));
  }

  private deployed(functionName: string): DeployedFunction | undefined {
    return this.functions.get(parseFunctionName(functionName).name);
  }
}
