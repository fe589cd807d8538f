import { BusinessError } from '../../lib/saga';

/** A capacity by name. @throws BusinessError with `code` when there is no such thing. */
export const capacityOf = (
  capacities: Readonly<Record<string, number>>,
  name: string,
  code: string,
): number => {
  const capacity = Object.hasOwn(capacities, name) ? capacities[name] : undefined;
  if (capacity === undefined) throw new BusinessError(code, `there is no ${name}`);
  return capacity;
};
