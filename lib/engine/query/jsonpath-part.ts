import { type Computed, compilePayloadTemplate, parsePath } from '../../jsonpath';

/** Parts of a Map that are objects with fields of their own. */
export const PARTS: ReadonlySet<string> = new Set(['ItemBatcher', 'ItemReader', 'ResultWriter']);

type Fields = Readonly<Record<string, unknown>>;

/** How a field of a part is evaluated, and under which name it is handed on: that of JSONata. */
const compileField = (name: string, value: unknown): readonly [string, Computed] => {
  if (name === 'Parameters') return ['Arguments', compilePayloadTemplate(value)];
  if (name === 'BatchInput') return [name, compilePayloadTemplate(value)];
  if (name.endsWith('Path')) {
    const path = parsePath(value as string);
    return [name.slice(0, -'Path'.length), (scope) => path.read(scope)];
  }
  if (name.endsWith('Config')) return [name, compilePart(value as Fields)];
  return [name, () => value];
};

/** A part of a Map in JSONPath, such as ItemReader, as the object that JSONata would yield. Throws PathError. */
export const compilePart = (part: Fields): Computed => {
  const fields = Object.entries(part).map(([name, value]) => compileField(name, value));
  return (scope) => Object.fromEntries(fields.map(([name, compute]) => [name, compute(scope)]));
};
