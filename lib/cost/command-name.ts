/** `ProcessPayment` → `process-payment`; a name that is not in Pascal case stays as it is. */
export const commandName = (state: string): string =>
  /^([A-Z][a-z0-9]*)+$/.test(state) ? state.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase() : state;
