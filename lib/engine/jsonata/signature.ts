/** What jsonata throws when an argument is of a wrong type; it words the error itself out of these. */
export const mismatch = (name: string, position: number): Error =>
  Object.assign(new Error(`Argument ${position} of ${name}`), {
    code: 'T0410',
    index: position,
    token: name,
  });

/** What AWS answers to an expression that builds too much. */
export const tooMuch = (): Error =>
  new Error('Expression evaluation memory limit exceeded: Check for excessive memory usage');
