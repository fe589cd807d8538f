import { Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * What no other stack has, nor this one when it is deleted and created again: the last part of its id. A name with it is
 * never found taken by what an earlier stack left behind.
 */
export const stackGuid = (scope: Construct): string => Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
