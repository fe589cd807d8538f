import { compile, placeholderTargets, toMermaid } from '../../asl';
import { type CliCommand, EXIT } from '../command';
import { findSaga, SAGA_ARGUMENT } from '../find-saga';

export const graphCommand: CliCommand = {
  configure: (command) => command.argument(...SAGA_ARGUMENT),
  run: async (host, _options, saga = '') => {
    const mermaid = toMermaid(compile(findSaga(saga), placeholderTargets));
    host.stdout(mermaid.endsWith('\n') ? mermaid : `${mermaid}\n`);
    return EXIT.ok;
  },
};
