import { computedProblem, pathProblem, referencePathProblem, resultPathProblem } from '../../../jsonpath';
import { isFields } from '../../fields';
import { schemaProblem } from '../diagnostic';
import { expected, type Rule } from './shape';

const pathText =
  (wrong: (value: string) => string | undefined, remedy: string): Rule =>
  (value, { location, field }) => {
    if (typeof value !== 'string') return [expected('STRING', location, remedy)];
    const why = wrong(value);
    if (why === undefined) return [];
    return [
      schemaProblem(
        location,
        `The value for the field '${field}' must be a valid JSONPath`,
        `${why}: ${remedy}`,
      ),
    ];
  };

const WRITE = 'write a path such as $.order.id';

/** Any path. */
export const path = pathText(pathProblem, WRITE);

/** A path, or a call of an intrinsic function. Source: developer guide, "Fail workflow state". */
export const computed = pathText(
  computedProblem,
  `${WRITE}, or a function such as States.Format('{}', $.id)`,
);

/** A path that names one place. */
export const referencePath = pathText(referencePathProblem, WRITE);

/** Where a result goes in the input: nowhere else can it go. */
export const resultPath = pathText(resultPathProblem, WRITE);

export const orNull =
  (rule: Rule): Rule =>
  (value, place) =>
    value === null ? [] : rule(value, place);

/** JSON in which `name.$` holds a path or a call of an intrinsic function. */
export const payloadTemplate: Rule = (value, place) => {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      payloadTemplate(item, { ...place, location: `${place.location}[${index}]` }),
    );
  }
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([field, member]) => {
    const location = `${place.location}/${field}`;
    if (!field.endsWith('.$')) return payloadTemplate(member, { ...place, location });
    const twin = field.slice(0, -'.$'.length);
    return [
      ...(Object.hasOwn(value, twin)
        ? [
            schemaProblem(
              place.location,
              `Duplicate field '${twin}': it is given as '${twin}' and as '${field}'`,
              'leave one of the two out',
            ),
          ]
        : []),
      ...computedMember(member, field, place.location),
    ];
  });
};

/** As the value of a field: null is none. Source: Amazon States Language specification, "Payload Template". */
export const givenTemplate: Rule = (value, place) =>
  value === null ? [expected('OBJECT', place.location, 'leave it out')] : payloadTemplate(value, place);

/** The place is the object that holds the field. Source: seen on AWS. */
const computedMember = (member: unknown, field: string, location: string) => {
  const why = typeof member === 'string' ? computedProblem(member) : 'it is no text';
  if (why === undefined) return [];
  return [
    schemaProblem(
      location,
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
      `${why}: correct it, or take the .$ from the name`,
    ),
  ];
};
