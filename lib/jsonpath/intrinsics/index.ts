import { ARRAY_INTRINSICS } from './arrays';
import { ENCODING_INTRINSICS } from './encoding';
import type { Intrinsic } from './intrinsic';
import { JSON_INTRINSICS } from './json';
import { MATH_INTRINSICS } from './math';
import { STRING_INTRINSICS } from './strings';

/** Source: developer guide, "Intrinsic functions for JSONPath states". */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map(
  [ARRAY_INTRINSICS, ENCODING_INTRINSICS, JSON_INTRINSICS, MATH_INTRINSICS, STRING_INTRINSICS].flatMap(
    (group) => Object.entries(group),
  ),
);
