/** Longest time one invocation of a participant's function may take, in seconds. */
export const FUNCTION_TIMEOUT_SECONDS = 10;
/** What a step's timeout must have above the function's own, in seconds: cold start, queueing, the answer's way back. */
export const TIMEOUT_MARGIN_SECONDS = 15;
/** Seconds that one attempt of a compensation, a fence or a park may take, as the orchestrator sees it. */
export const COMPENSATION_TIMEOUT_SECONDS = 30;
/** SQS keeps a message that long, from its first send; a dead-letter queue counts on. Its longest: 14 days. */
export const MESSAGE_LIFE_SECONDS = 14 * 86_400;
/** Days after its end for which a saga's ledger is kept at least, and days after its deadline. */
export const LEAST_RETENTION_DAYS = 90;
export const DAYS_AFTER_DEADLINE = 30;
