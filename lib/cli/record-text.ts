/** Characters of a value in a table. */
const LONGEST_VALUE = 40;

/** A value as one cell of a table: nested ones as JSON, long ones cut, and nothing in it moves the cursor. */
export const valueText = (value: unknown, longest = LONGEST_VALUE): string => {
  if (value === undefined) return '';
  return cut(typeof value === 'string' ? printable(value) : printable(JSON.stringify(value)), longest);
};

export const cut = (text: string, longest: number): string => {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
};

const CONTROL = /\p{Cc}/u;

const printable = (text: string): string =>
  CONTROL.test(text) ? JSON.stringify(text).replace(/\p{Cc}/gu, '?') : text;
