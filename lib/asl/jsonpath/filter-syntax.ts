import type { Scanner } from './scanner';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Reads `(@.status == 0)` to its end. What stands in it is only held together here: AWS takes operators and unquoted
 * literals that no grammar lists.
 */
export const skipFilter = (scanner: Scanner): void => {
  scanner.skipSpace();
  if (scanner.peek() !== '(') scanner.fail("'(' expected");
  const open: string[] = [];
  const start = scanner.position + 1;
  do {
    const next = scanner.peek();
    if (next === '') scanner.fail(`'${open.at(-1)}' expected`);
    if (next === "'" || next === '"') {
      scanner.quoted();
      continue;
    }
    const closing = CLOSING[next];
    if (closing) open.push(closing);
    else if (next === open.at(-1)) open.pop();
    else if (Object.values(CLOSING).includes(next)) scanner.fail(`'${open.at(-1)}' expected`);
    scanner.position++;
  } while (open.length > 0);
  if (scanner.text.slice(start, scanner.position - 1).trim() === '') scanner.fail('the filter is empty');
};
