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
