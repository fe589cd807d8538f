/** The world around the CLI, so that every command can be run in a test. */
export interface CliHost {
  /** What was asked for goes here, and nothing else. */
  readonly stdout: (text: string) => void;
  /** Progress and the one line about what is wrong. */
  readonly stderr: (text: string) => void;
  /** Everything that is piped in. */
  readonly stdin: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stdout shows colours. */
  readonly color: boolean;
  /** Characters of a line of the terminal. @default any number, where it is none */
  readonly columns?: number | undefined;
  /** Whether stderr is a terminal whose last line can be overwritten. */
  readonly liveProgress: boolean;
  /** Who sits at it, as the operating system knows them. */
  readonly user: string;
  /** Folder that relative file names start from. */
  readonly cwd: string;
  /** Folder of the project: its sources, and `.saga/` for what is derived from them. */
  readonly root: string;
  /** Resolves when the user asks to end (Ctrl-C). */
  readonly interrupted: () => Promise<void>;
}
