import pc from 'picocolors';
import { type CliCommand, EXIT } from '../command';
import { DEMO, type DemoScenario, deviations } from '../demo-scenarios';
import { findSaga } from '../find-saga';
import type { CliHost } from '../host';
import { runLocally } from '../local-run';
import { type LocalSession, withLocalStack } from '../local-session';
import { readInput } from '../read-input';
import { renderCounters, renderReport } from '../render-report';

export const demoCommand: CliCommand = {
  configure: (command) => command,
  run: async (host) => {
    const results = await withLocalStack(host, findSaga('order'), [], async (session) => {
      const ended: boolean[] = [];
      for (const [index, scenario] of DEMO.entries()) {
        ended.push(await runScenario(host, session, scenario, index + 1));
      }
      return ended;
    });
    const asAnnounced = results.filter(Boolean).length;
    host.stdout(`${asAnnounced} of ${results.length} ended as announced\n`);
    return asAnnounced === results.length ? EXIT.ok : EXIT.endedOtherwise;
  },
};

/** One saga on the stack that they all share; its faults hit nobody else. */
const runScenario = async (
  host: CliHost,
  session: LocalSession,
  scenario: DemoScenario,
  number: number,
): Promise<boolean> => {
  const colors = pc.createColors(host.color);
  const definition = findSaga('order');
  host.stdout(`${colors.bold(colors.cyan(`${number}. ${scenario.title}`))}\n   ${scenario.announcement}\n\n`);
  for (const fault of scenario.faults) session.stack.addFault({ ...fault, sagaId: scenario.id });
  const input = await readInput(host, definition, `${host.root}/examples/order/${scenario.input}.json`);
  const { report, counters, region } = await runLocally(host, session, definition, {
    id: scenario.id,
    input,
  });
  host.stdout(
    renderReport(report, { ...host, region, kept: definition.records }) + renderCounters(counters, host),
  );
  const wrong = deviations(scenario, report);
  const verdict = wrong.length === 0 ? colors.green('✓ as announced') : colors.red(`✗ ${wrong.join('; ')}`);
  host.stdout(`${verdict}\n\n`);
  return wrong.length === 0;
};
