/** How a rule's target shapes the event: at most one of the three. */
export interface TargetShape {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** The value at a plain JSONPath (`$.detail.name`, `$.resources[0]`, `$['a-b']`). */
export const valueAt = (root: unknown, path: string): unknown => {
  const steps = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(
    ([, name, index, quoted]) => name ?? quoted ?? Number(index),
  );
  return steps.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? (value as never)[step] : undefined),
    root,
  );
};

/**
 * A placeholder inside quotes becomes text, a bare one JSON. Which one it is shows in the quotes that are open before it.
 */
const transform = (template: string, values: Readonly<Record<string, unknown>>): string => {
  let quoted = false;
  let out = '';
  for (let index = 0; index < template.length; index++) {
    const char = template[index] as string;
    if (char === '\\') {
      out += char + (template[++index] ?? '');
      continue;
    }
    if (char === '"') quoted = !quoted;
    const placeholder = char === '<' ? /^<([\w.-]+)>/.exec(template.slice(index)) : null;
    if (!placeholder || !((placeholder[1] as string) in values)) {
      out += char;
      continue;
    }
    const value = values[placeholder[1] as string];
    const json = JSON.stringify(value) ?? '""';
    out += quoted ? JSON.stringify(typeof value === 'string' ? value : json).slice(1, -1) : json;
    index += placeholder[0].length - 1;
  }
  return out;
};

/** What the target receives, as text (JSON, unless a template makes something else). */
export const targetInput = (shape: TargetShape, event: object, ruleArn: string): string => {
  if (shape.Input !== undefined) return shape.Input;
  if (shape.InputPath !== undefined) return JSON.stringify(valueAt(event, shape.InputPath)) ?? 'null';
  if (!shape.InputTransformer) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = shape.InputTransformer;
  const values: Record<string, unknown> = {
    'aws.events.rule-arn': ruleArn,
    'aws.events.rule-name': ruleArn.split('/').at(-1),
    'aws.events.event': event,
    'aws.events.event.json': event,
    'aws.events.event.ingestion-time': (event as { readonly time?: string }).time,
  };
  for (const [name, path] of Object.entries(InputPathsMap)) values[name] = valueAt(event, path);
  const made = transform(InputTemplate, values);
  try {
    // A JSON template is delivered compact, as EventBridge does; CDK writes its templates without spaces anyway.
    return JSON.stringify(JSON.parse(made));
  } catch {
    return made;
  }
};
