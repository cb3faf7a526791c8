import {
  KubernetesValidatorFunctions,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/** At most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. */
export function isEntityName(name: string): boolean {
  return KubernetesValidatorFunctions.isValidObjectName(name);
}

export function entityRef(kind: 'User' | 'Group', name: string): string {
  return stringifyEntityRef({ kind, namespace: 'default', name });
}
