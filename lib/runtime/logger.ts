/** What a log line may say: identifiers and codes, never inputs, results or tokens. */
export interface LogFields {
  readonly sagaId?: string;
  readonly sagaName?: string;
  readonly step?: string;
  readonly command?: string;
  readonly phase?: string;
  readonly attempt?: number;
  readonly runner?: string;
  readonly error?: string;
  readonly outcome?: string;
  readonly count?: number;
  readonly seconds?: number;
  /** Whether a sweep came to its end. */
  readonly finished?: boolean;
}

export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
}

const write = (level: 'INFO' | 'WARN', message: string, fields: LogFields = {}): void => {
  // biome-ignore lint/suspicious/noConsole: standard output is where Lambda collects logs; this is the one place that writes to it.
  console.log(JSON.stringify({ level, message, ...fields }));
};

/** One JSON object a line, as CloudWatch Logs Insights reads it. */
export const jsonLogger: Logger = {
  info: (message, fields) => write('INFO', message, fields),
  warn: (message, fields) => write('WARN', message, fields),
};
