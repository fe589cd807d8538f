import { type Fields, isFields, list } from '../../fields';
import type { QueryLanguage } from '../../types';
import { type Diagnostic, schemaProblem } from '../diagnostic';

/** Where a value stands. */
export interface Place {
  /** Of the value itself. */
  readonly location: string;
  /** Of the object that holds it. */
  readonly holder: string;
  readonly field: string;
  readonly language: QueryLanguage;
}

/** What is wrong with one value. */
export type Rule = (value: unknown, place: Place) => readonly Diagnostic[];

export interface FieldShape {
  readonly rule: Rule;
  /** The only language that has the field; both have it when absent. */
  readonly only?: QueryLanguage;
}

/** Which fields an object may have, and what each may hold. */
export interface Shape {
  readonly fields: Readonly<Record<string, FieldShape>>;
  readonly required?: readonly string[];
}

/** @returns what is wrong with the fields of one object, each by itself */
export const shapeProblems = (
  fields: Fields,
  shape: Shape,
  location: string,
  language: QueryLanguage,
): readonly Diagnostic[] => {
  const missing = (shape.required ?? []).filter((field) => fields[field] === undefined);
  const at = location === '' ? '/' : location;
  return [
    ...(missing.length === 0
      ? []
      : [schemaProblem(at, `These fields are required: [${missing.join(', ')}]`, 'add them')]),
    ...Object.entries(fields).flatMap(([field, value]) => {
      // Only in an object that was never JSON.
      if (value === undefined) return [];
      const known = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
      if (!known) return [notSupported(at, field, shape, language)];
      if (known.only && known.only !== language) return [otherLanguage(at, field, known.only)];
      return known.rule(value, { location: `${location}/${field}`, holder: at, field, language });
    }),
  ];
};

const notSupported = (at: string, field: string, shape: Shape, language: QueryLanguage): Diagnostic => {
  const known = Object.entries(shape.fields).filter(([, { only }]) => !only || only === language);
  return schemaProblem(
    at,
    `Field '${field}' is not supported`,
    `use ${list(known.map(([name]) => name)) || 'none'}`,
  );
};

const otherLanguage = (at: string, field: string, only: QueryLanguage): Diagnostic => {
  const language = only === 'JSONata' ? 'JSONPath' : 'JSONata';
  return schemaProblem(
    at,
    `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${only}' QueryLanguage`,
    `leave it out, or set QueryLanguage to ${only}`,
  );
};

/** An object of another shape in this one. */
export const objectOf =
  (shape: Shape): Rule =>
  (value, { location, language }) =>
    isFields(value)
      ? shapeProblems(value, shape, location, language)
      : [expected('OBJECT', location, 'give an object')];

export const listOf =
  (item: Rule, options: { readonly nonEmpty?: boolean } = {}): Rule =>
  (value, place) => {
    if (!Array.isArray(value)) return [expected('ARRAY', place.location, 'give a list')];
    if (options.nonEmpty && value.length === 0) {
      return [schemaProblem(place.location, 'Value cannot be empty', 'give it at least one entry')];
    }
    return value.flatMap((each, index) => item(each, { ...place, location: `${place.location}[${index}]` }));
  };

export const expected = (type: string, location: string, remedy: string): Diagnostic =>
  schemaProblem(location, `Expected value of type [${type}]`, remedy);
