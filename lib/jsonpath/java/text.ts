/**
 * How a JSON value reads as text in Java, in which Step Functions is written: `{sku=S1, n=2}`, `[1, a, null]`. Some
 * of its functions show values that way, and compare them by it. Source: executions on AWS.
 */
export const javaText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const members = Object.entries(value).map(([key, member]) => `${key}=${javaText(member)}`);
  return `{${members.join(', ')}}`;
};

/** Whole numbers in full; others as `Double.toString` has them: with an exponent from 10⁷ on, and below 10⁻³. */
const numberText = (value: number): string => {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e21) return BigInt(value).toString();
  if (size >= 1e-3 && size < 1e7) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
};
