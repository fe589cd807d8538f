const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);

const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value))
    return `<${name}>${value.map((one) => element('member', one)).join('')}</${name}>`;
  return `<${name}>${typeof value === 'object' ? xmlOf(value) : escaped(String(value))}</${name}>`;
};

/** An answer of the query protocol: members as elements, lists as `member`s. */
export const xmlOf = (result: object): string =>
  Object.entries(result)
    .map(([name, value]) => element(name, value))
    .join('');
