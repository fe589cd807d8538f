import type { Need } from './resource-type';

/** That a service may take a role on: AWS looks at it when the resource is created. */
export const assumed = (service: string, roleArn: string): Need => ({
  by: { service },
  action: 'sts:AssumeRole',
  resource: roleArn,
  atCreation: true,
});

export const byRole = (role: string, action: string, resource: string, atCreation: boolean): Need => ({
  by: { role },
  action,
  resource,
  atCreation,
});

/** What a role asks of the key under which a resource stores data. */
export const keyUse = (role: string, key: string | undefined): readonly Need[] =>
  key === undefined
    ? []
    : ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => byRole(role, action, key, true));
