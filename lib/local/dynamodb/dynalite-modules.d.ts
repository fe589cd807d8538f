/** dynalite ships no types; these are the parts used here, as of 4.0.0. */
declare module 'dynalite/db/index.js' {
  const db: import('./dynalite').DynaliteDb;
  export default db;
}

declare module 'dynalite/validations/index.js' {
  const validations: import('./dynalite').DynaliteValidations;
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: import('./dynalite').Validation;
  export default validation;
}

declare module 'dynalite/actions/*' {
  const action: import('./dynalite').Action;
  export default action;
}
