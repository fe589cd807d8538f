import { createRequire } from 'node:module';
import validate from 'asl-validator';

interface AjvInstance {
  addKeyword(keyword: unknown): unknown;
}
type Ajv = new (options: object) => AjvInstance;

/**
 * asl-validator compiles its schemas anew at each call, which takes 150 ms. They never change: here all calls share what
 * the first one compiled.
 */
const compileOnce = (): void => {
  const own = createRequire(require.resolve('asl-validator'));
  const ajv = own('ajv') as { default: Ajv };
  const Fresh = ajv.default;
  let shared: AjvInstance | undefined;
  ajv.default = function (this: unknown, options: object) {
    // It has its keywords from the first call.
    if (shared) shared.addKeyword = () => shared;
    shared ??= new Fresh(options);
    return shared;
  } as unknown as Ajv;
};

compileOnce();

/** What asl-validator has to say of a definition; nothing when it takes it. The definition stays as it is. */
export const aslValidatorErrors = (definition: object): string => {
  try {
    const { isValid, errorsText } = validate(structuredClone(definition));
    return isValid ? '' : errorsText('; ');
  } catch (error) {
    return `asl-validator itself failed: ${(error as Error).message}`;
  }
};
