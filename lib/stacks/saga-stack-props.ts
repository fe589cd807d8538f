import type { StackProps } from 'aws-cdk-lib/core';
import type { BundleSource } from '../constructs';

export interface SagaStackProps extends StackProps {
  /** Where the code of the functions comes from. */
  readonly bundles: BundleSource;
}
