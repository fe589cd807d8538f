/** One call of a port. */
export interface PortCall {
  /** `ledger.commit` */
  readonly what: string;
  /** It changes something that outlives the process. */
  readonly writes: boolean;
}

/** Who runs. */
export type ProcessKind =
  | 'function'
  | 'machine'
  | 'redriver'
  | 'sweeper'
  | 'starter'
  | 'operator'
  | 'delivery';

/** What may become of a process at a call. */
export type Mortality = 'command' | 'operations' | 'none';

export interface ProcessSpec {
  readonly name: string;
  readonly kind: ProcessKind;
  /** Faults that hit it more than once are kept under this. */
  readonly subject?: string;
  /** Whose attempt it is: `main`, `redrive`, `u1`. */
  readonly runner?: string;
  readonly mortality: Mortality;
  /** What it was asked to do, for the state of the world while it is under way. */
  readonly about?: unknown;
}

/**
 * Something that runs: an invocation of a function, a command of an operator, a delivery. It goes on by itself between
 * two of its calls, and nothing else does meanwhile.
 */
export class Process {
  /** Nobody waits for it any more; it goes on when it is told to. */
  late = false;
  /** It goes on for one call only. */
  lastCall = false;
  dead = false;
  /** Its rule says no. */
  refused = false;
  /** What its calls answered, which is all that it knows besides what it is about. */
  readonly answers: unknown[] = [];
  /** Calls so far, by what they are: `ledger.commit` → 1. */
  readonly calls = new Map<string, number>();

  constructor(
    readonly spec: ProcessSpec,
    private readonly onDeath: (error: Error) => void,
    private readonly onLate: () => void,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  die(): void {
    this.dead = true;
    this.onDeath(new Died(this.name));
  }

  /** Its caller gives up waiting. */
  becomeLate(): void {
    this.late = true;
    this.onLate();
  }
}

/** The process is gone, at whatever it was. */
export class Died extends Error {
  override readonly name = 'Died';
}
