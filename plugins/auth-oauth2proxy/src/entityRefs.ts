import {
  KubernetesValidatorFunctions,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

export type EntityRef = Parameters<typeof parseEntityRef>[0];

/** At most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit. */
export function isEntityName(name: string): boolean {
  return KubernetesValidatorFunctions.isValidObjectName(name);
}

export function entityRef(kind: 'User' | 'Group', name: string): string {
  return stringifyEntityRef({ kind, namespace: 'default', name });
}

/** The one form in which Backstage compares entity references, or undefined if the reference is not valid. */
export function canonicalEntityRef(ref: EntityRef): string | undefined {
  try {
    const { kind, namespace, name } = parseEntityRef(ref, {
      defaultKind: 'User',
      defaultNamespace: 'default',
    });
    return [kind, namespace, name].every(isEntityName)
      ? stringifyEntityRef({ kind, namespace, name })
      : undefined;
  } catch {
    return undefined;
  }
}

/** The canonical form of a group's reference, such as `teams/backend` or `backend`, or undefined if it is not valid. */
export function canonicalGroupRef(ref: string): string | undefined {
  const canonical = canonicalEntityRef(
    ref.includes(':') ? ref : `group:${ref}`,
  );
  return canonical?.startsWith('group:') ? canonical : undefined;
}
