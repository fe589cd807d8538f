const ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)(?::([^:]+))?$/;

/** A function's name and qualifier (version or alias), from a name, `name:qualifier`, or any of its ARNs. */
export const parseFunctionName = (text: string): { readonly name: string; readonly qualifier?: string } => {
  const arn = ARN.exec(text);
  const [name = '', qualifier] = arn ? [arn[1], arn[2]] : text.split(':');
  return qualifier === undefined ? { name } : { name, qualifier };
};
