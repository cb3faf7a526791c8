import { describeSource } from './entitySource';

const userFrom = (location?: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'ada',
    ...(location && {
      annotations: { 'backstage.io/managed-by-location': location },
    }),
  },
});

describe('describeSource', () => {
  it.each([
    ['people:oauth2proxy', 'Added to the catalog when you signed in'],
    ['file:/app/catalog/org.yaml', 'From the file org.yaml'],
    ['file:C:\\app\\org.yaml', 'From the file org.yaml'],
    [
      'url:https://git.example.com/acme/org.yaml',
      'From https://git.example.com/acme/org.yaml',
    ],
    ['ldap://ldap.example.com/cn=ada', 'From ldap://ldap.example.com/cn=ada'],
    ['keycloak-org-provider:default', 'From keycloak-org-provider:default'],
    [undefined, 'From an unknown catalog source'],
  ])('describes the location %s', (location, text) => {
    expect(describeSource(userFrom(location))).toBe(text);
  });

  it('says that the catalog does not have the user', () => {
    expect(describeSource(undefined)).toContain('Not in the catalog');
  });
});
