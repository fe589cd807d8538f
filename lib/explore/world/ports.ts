import { BusinessError } from '../../saga';
import { COMMAND_CALL_FAULTS, OPERATION_CALL_FAULTS, readFault, TOKEN_FAULTS } from '../choices/faults';
import type { Alternative, Oracle } from '../choices/oracle';
import type { LastingFaults } from './lasting-faults';
import type { Mortality, PortCall, Process } from './process';
import type { Scheduler } from './scheduler';

/** Methods that change something that outlives the process; the others look. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  ledger: ['commit', 'begin', 'finish', 'undo', 'settle', 'fence'],
  log: ['start', 'append', 'appendAndRaise', 'raise'],
  orchestrator: ['start', 'stop'],
  answers: ['succeed', 'fail'],
  errors: ['send'],
  deadLetters: ['send', 'remove'],
  provider: ['perform', 'reverse'],
};

export interface PortsWorld {
  readonly oracle: Oracle;
  readonly scheduler: Pick<Scheduler, 'call'>;
  readonly faults: LastingFaults;
  readonly note: (line: string) => void;
}

/** What comes of a rule that did not say no. */
const RULED: ReadonlySet<string> = new Set(['ledger.commit', 'ledger.begin']);

type Method = (...args: unknown[]) => unknown;

/** A port as one process has it: each call waits for its turn, and may be the last. */
export const portOf = <Port extends object>(
  port: Port,
  name: string,
  process: Process,
  world: PortsWorld,
): Port =>
  new Proxy(port, {
    get: (target, property) => {
      const method = Reflect.get(target, property) as unknown;
      if (typeof method !== 'function' || typeof property !== 'string') return method;
      if (property === 'statesEntered') return method.bind(target);
      const call = { what: `${name}.${property}`, writes: (WRITES[name] ?? []).includes(property) };
      return (...args: unknown[]) =>
        make(() => (method as Method).apply(target, args), call, args, process, world);
    },
  });

const make = async (
  carryOut: () => unknown,
  plain: PortCall,
  args: readonly unknown[],
  process: Process,
  world: PortsWorld,
): Promise<unknown> => {
  if (process.refused && RULED.has(plain.what)) throw new BusinessError('Refused', 'as told');
  const call = { ...plain, what: labelOf(plain.what, args) };
  const nth = (process.calls.get(call.what) ?? 0) + 1;
  process.calls.set(call.what, nth);
  const at = nth === 1 ? call.what : `${call.what}#${nth}`;
  const fate = call.writes ? fateOf(process, at, world) : undefined;
  const run = (): Promise<unknown> =>
    world.scheduler.call(process, { ...call, what: at }, async () => carryOut());
  if (call.writes) world.note(`${process.name}: ${at}${fate ? ` (${fate})` : ''}`);
  switch (fate) {
    case 'dies':
      process.die();
      return new Promise(() => undefined);
    case 'fails':
      throw away(at);
    case 'unheard':
      await run();
      throw away(at);
    case 'late-alone':
      process.lastCall = true;
      process.becomeLate();
      return run();
    case 'late':
      process.becomeLate();
      return run();
    case 'told-twice':
      await run();
      return run();
    default:
      return run();
  }
};

/** `log.append StepStarted`: events are told apart. */
const labelOf = (what: string, [, second]: readonly unknown[]): string => {
  if (what === 'log.append') return `${what} ${(second as { readonly type: string }).type}`;
  if (what === 'log.appendAndRaise') {
    return `${what} ${(second as readonly { readonly type: string }[]).map(({ type }) => type).join()}`;
  }
  return what;
};

const FATES: Readonly<Record<Exclude<Mortality, 'none'>, readonly Alternative[]>> = {
  command: COMMAND_CALL_FAULTS,
  operations: OPERATION_CALL_FAULTS,
};

const fateOf = (process: Process, at: string, { oracle, faults }: PortsWorld): string | undefined => {
  const { mortality, subject = process.name } = process.spec;
  if (mortality === 'none' || process.late) return undefined;
  const runner = process.spec.runner ?? '';
  const known = faults.meets(subject, runner, at);
  if (known !== undefined) return known;
  const alternatives = alternativesAt(at, mortality);
  const taken = oracle.choose(`${process.name}, before ${at}`, alternatives);
  if (taken === undefined) return undefined;
  const { fault, persistence } = readFault(taken);
  faults.last(subject, { name: fault, persistence, runner, at });
  return fault;
};

/** A call outside is over with the function that makes it: that is what the ledger's DOING waits for. */
const CALL_OUTSIDE = COMMAND_CALL_FAULTS.filter(({ kind }) => kind !== 'late');

const alternativesAt = (at: string, mortality: Exclude<Mortality, 'none'>): readonly Alternative[] => {
  if (mortality === 'command' && at.startsWith('answers.')) return TOKEN_FAULTS;
  if (mortality === 'command' && at.startsWith('provider.')) return CALL_OUTSIDE;
  return FATES[mortality];
};

/** As an SDK's client gives up. */
const away = (at: string): Error =>
  Object.assign(new Error(`${at} had no answer`), { name: 'InternalServerError' });
