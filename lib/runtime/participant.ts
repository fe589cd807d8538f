import {
  type ActionCommand,
  BusinessError,
  type Command,
  type CompensationCommand,
  type FenceCommand,
  fenceCommandName,
  findStep,
  flatSteps,
  hasCompensation,
  type ParticipantsOf,
  type SagaDefinition,
  SagaError,
  type SagaStep,
  WHEN_UNDONE,
} from '../saga';
import { commandFields, errorField } from './command-fields';
import { defaultParticipantPorts } from './default-ports';
import type { Action, AnyHandlers, Compensation, Handlers, WhenUndone } from './handlers';
import { hasTimeLeft, type InvocationContext } from './invocation-time';
import { toKnownError } from './known-error';
import { parseCommand } from './parse-command';
import type { ParticipantPorts, Work } from './participant-ports';
import { consumeQueue, isQueueEvent } from './queue-consumer';
import { runAction } from './run-action';
import { runCompensation, runFence } from './run-compensation';
import { runWhenUndone } from './run-when-undone';
import type { UndoneEvent } from './undone-event';

/** A Lambda handler: takes a command by direct invocation, or a batch of them from the participant's queue. */
export interface ParticipantHandler {
  (event: unknown, context: InvocationContext): Promise<unknown>;
  /** `<saga>/<participant>`: whose commands it carries out; its file has the same name. */
  readonly carriesOut: string;
  /** The same function on other ports, for whoever has it run elsewhere than in Lambda. */
  readonly on: (ports: ParticipantPorts) => (event: unknown, context: InvocationContext) => Promise<unknown>;
}

/**
 * A participant's function, from its business rules. Everything else (ledger, log, retries, queue, validation) is the
 * same for all.
 * @throws SagaError `InvalidHandlers`: a command without a handler; an effect outside without its undoing there, or the
 * other way round
 */
export const participant = <Definition extends SagaDefinition, const By extends ParticipantsOf<Definition>>(
  definition: Definition,
  by: By,
  handlers: NoInfer<Handlers<Definition, By>>,
  ports: () => ParticipantPorts = defaultParticipantPorts,
): ParticipantHandler => {
  checkHandlers(definition, by, handlers as unknown as AnyHandlers);
  const run = async (
    command: Command,
    context: InvocationContext,
    made: ParticipantPorts,
  ): Promise<unknown> => {
    const work = workOf(made, context);
    try {
      const step = stepOf(definition, by, command);
      const outcome = await dispatch(definition, step, handlers as unknown as AnyHandlers, command, work);
      made.logger.info('command done', commandFields(command));
      return outcome;
    } catch (error) {
      const known = toKnownError(error);
      const fields = { ...commandFields(command), error: errorField(known) };
      // "No" is an answer.
      if (known instanceof BusinessError) made.logger.info('command refused', fields);
      else made.logger.warn('command failed', fields);
      throw known;
    }
  };

  const hear = async (undone: UndoneEvent, work: Work): Promise<void> => {
    const rule = (handlers as unknown as AnyHandlers)[WHEN_UNDONE] as WhenUndone | undefined;
    if (!rule) throw new SagaError('InvalidEvent', `${by} does not hear of sagas that were undone`);
    const told = await runWhenUndone(definition, by, rule, undone, work);
    work.logger.info('heard of an undone saga', {
      sagaName: undone.name,
      sagaId: undone.id,
      outcome: told,
    });
  };

  const handle = async (
    event: unknown,
    context: InvocationContext,
    made: ParticipantPorts,
  ): Promise<unknown> => {
    if (isQueueEvent(event)) {
      return consumeQueue(event, {
        run: (command) => run(command, context, made),
        parse: parseCommand,
        hear: (undone) => hear(undone, workOf(made, context)),
        answers: made.answers,
        maxReceives: made.maxReceives,
        logger: made.logger,
        clock: made.clock,
      });
    }
    return run(readCommand(event, made), context, made);
  };
  return Object.assign((event: unknown, context: InvocationContext) => handle(event, context, ports()), {
    carriesOut: `${definition.name}/${by}`,
    on: (made: ParticipantPorts) => (event: unknown, context: InvocationContext) =>
      handle(event, context, made),
  });
};

const workOf = (made: ParticipantPorts, context: InvocationContext): Work => {
  const hasTime = hasTimeLeft(context);
  return {
    clock: made.clock,
    logger: made.logger,
    random: made.random,
    ledger: made.ledger(hasTime),
    log: made.log(hasTime),
    context,
    hasTime,
  };
};

/** What cannot be read is of no saga. */
const readCommand = (event: unknown, { logger }: ParticipantPorts): Command => {
  try {
    return parseCommand(event);
  } catch (error) {
    const known = toKnownError(error);
    logger.warn('a command could not be read', { error: errorField(known) });
    throw known;
  }
};

/** @throws SagaError `InvalidHandlers` */
const checkHandlers = (definition: SagaDefinition, by: string, handlers: AnyHandlers): void => {
  const steps = flatSteps(definition).filter((step) => step.by === by);
  const commands = steps.flatMap(({ name, compensation }) => (compensation ? [name, compensation] : [name]));
  const missing = commands.filter((command) => handlers[command] === undefined);
  if (missing.length > 0) {
    throw new SagaError(
      'InvalidHandlers',
      `participant '${by}' of saga '${definition.name}' has no handler for '${missing.join("', '")}': add it`,
    );
  }
  for (const step of steps) if (hasCompensation(step)) checkPair(step, handlers);
  const hears = definition.whenUndone === by;
  if (hears === (handlers[WHEN_UNDONE] !== undefined)) return;
  throw new SagaError(
    'InvalidHandlers',
    hears
      ? `participant '${by}' hears of sagas '${definition.name}' that were undone, and has no '${WHEN_UNDONE}': add it`
      : `participant '${by}' has a '${WHEN_UNDONE}' that is never called: name it in \`whenUndone\` of '${definition.name}'`,
  );
};

/**
 * The ledger only knows of an effect outside when the action says so, and only then is one reversed.
 * @throws SagaError `InvalidHandlers`
 */
const checkPair = (step: SagaStep<string, string, string>, handlers: AnyHandlers): void => {
  const isOutside = typeof handlers[step.name] !== 'function';
  const compensation = handlers[step.compensation] as Compensation;
  if (isOutside === ('kind' in compensation && compensation.kind === 'undo-outside')) return;
  throw new SagaError(
    'InvalidHandlers',
    isOutside
      ? `'${step.name}' has an effect outside that '${step.compensation}' would leave there: make it undoOutside(...)`
      : `'${step.name}' has no effect outside that '${step.compensation}' could reverse: make the action ` +
          `{ kind: 'outside', ... }, or the compensation undoFromLedger`,
  );
};

const dispatch = (
  definition: SagaDefinition,
  step: SagaStep,
  handlers: AnyHandlers,
  command: Command,
  work: Work,
): Promise<unknown> => {
  switch (command.step.phase) {
    case 'action':
      return runAction(
        definition,
        step,
        handlers[step.name] as Action<unknown>,
        command as ActionCommand,
        work,
      );
    case 'compensation':
      return runCompensation(
        definition,
        step,
        handlers[step.compensation ?? ''] as Compensation,
        command as CompensationCommand,
        work,
      );
    case 'fence':
      return runFence(definition, handlers[step.name] as Action<unknown>, command as FenceCommand, work);
  }
};

/** @throws BusinessError `UnknownCommand` when this participant has no such command. */
const stepOf = (definition: SagaDefinition, by: string, command: Command): SagaStep => {
  const step = findStep(definition, command.step.name);
  const expected = step && {
    action: step.name,
    compensation: step.compensation,
    // Only a step past the pivot is fenced; the others have a compensation, which leaves the tombstone.
    fence: step.compensation === undefined ? fenceCommandName(step.name) : undefined,
  };
  if (
    step?.by !== by ||
    command.saga.name !== definition.name ||
    expected?.[command.step.phase] !== command.step.command
  ) {
    throw new BusinessError(
      'UnknownCommand',
      `participant ${by} of saga ${definition.name} has no ${command.step.phase} ${command.step.command}`,
    );
  }
  return step;
};
