import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { replaceFile } from '../../build';

/** What `saga local` leaves behind while it runs, so that the other commands of this folder find it. */
export interface LocalState {
  readonly pid: number;
  readonly endpoint: string;
  readonly region: string;
  /** Stack name → output key → value. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const fileIn = (root: string): string => join(root, '.saga', 'local.json');

export const writeLocalState = (root: string, state: LocalState): void => {
  replaceFile(fileIn(root), JSON.stringify(state, null, 2));
};

/** Takes the state of this process away; another's stays. */
export const clearLocalState = (root: string, pid: number): void => {
  if (read(root)?.pid === pid) rmSync(fileIn(root), { force: true });
};

/**
 * The `saga local` of this folder; undefined when none runs, however the last one ended. Its number may belong to another
 * process by now, so somebody has to listen there too.
 */
export const findLocalState = async (root: string): Promise<LocalState | undefined> => {
  const state = read(root);
  return state && isAlive(state.pid) && (await listens(state.endpoint)) ? state : undefined;
};

const listens = (endpoint: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(endpoint);
    const socket = connect(Number(port), hostname);
    const answer = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });

const read = (root: string): LocalState | undefined => {
  try {
    return JSON.parse(readFileSync(fileIn(root), 'utf8')) as LocalState;
  } catch {
    return undefined;
  }
};

/** Signal 0 reaches nobody, it only asks. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
