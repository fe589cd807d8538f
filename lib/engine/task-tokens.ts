import { createHmac } from 'node:crypto';
import { EngineError } from './errors';

/** What became of a Task that waits for a token. `output` is JSON text. */
export type CallbackOutcome =
  | { readonly kind: 'success'; readonly output: string }
  | { readonly kind: 'failure'; readonly error: string | undefined; readonly cause: string | undefined };

/** A Task that waits: told once of its outcome, and of every heartbeat. */
export interface CallbackListener {
  onOutcome(outcome: CallbackOutcome): void;
  onHeartbeat(): void;
}

/** One open token. */
export interface Callback {
  readonly token: string;
  listen(listener: CallbackListener): void;
  /** The Task ended: later answers are refused. */
  close(): void;
}

/** Answers that come before anybody listens go nowhere: the token is not out yet. */
const NOBODY: CallbackListener = { onOutcome: () => undefined, onHeartbeat: () => undefined };

const SIGNATURE_CHARACTERS = 32;

/**
 * Task tokens of one engine. A token is its number and a signature: so a closed one is told from one that was never
 * issued without keeping it.
 */
export class TaskTokens {
  private readonly open = new Map<
    number,
    { readonly stateMachineArn: string; readonly listener: CallbackListener }
  >();
  private issued = 0;
  private readonly secret: string;

  constructor(random: () => number) {
    this.secret = Array.from({ length: 4 }, () => random().toString(36)).join('');
  }

  /** A token for a Task of an execution of this machine. */
  issue(stateMachineArn: string): Callback {
    const number = ++this.issued;
    this.open.set(number, { stateMachineArn, listener: NOBODY });
    return {
      token: `${Buffer.from(String(number)).toString('base64url')}.${this.sign(number)}`,
      listen: (listener) => this.open.set(number, { stateMachineArn, listener }),
      close: () => this.open.delete(number),
    };
  }

  /** Answers the Task; the token is closed with it. Throws EngineError. */
  settle(token: string, outcome: CallbackOutcome): void {
    const { number, listener } = this.find(token);
    this.open.delete(number);
    listener.onOutcome(outcome);
  }

  heartbeat(token: string): void {
    this.find(token).listener.onHeartbeat();
  }

  /** The machine whose Task waits. Throws EngineError. */
  machineOf(token: string): string {
    return this.find(token).stateMachineArn;
  }

  private find(token: string) {
    const number = this.read(token);
    const found = this.open.get(number);
    if (found) return { number, ...found };
    throw new EngineError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  /** The number of a token that this engine issued. */
  private read(token: string): number {
    const [, encoded, signature] = /^([\w-]+)\.([0-9a-f]+)$/.exec(token) ?? [];
    const number = Number(Buffer.from(encoded ?? '', 'base64url').toString() || Number.NaN);
    if (!Number.isInteger(number)) throw new EngineError('InvalidToken', "Invalid Token: 'Invalid token'");
    if (signature !== this.sign(number)) {
      throw new EngineError('TaskDoesNotExist', "Task does not exist: 'Provided task does not exist'");
    }
    return number;
  }

  private sign(number: number): string {
    return createHmac('sha256', this.secret)
      .update(String(number))
      .digest('hex')
      .slice(0, SIGNATURE_CHARACTERS);
  }
}
