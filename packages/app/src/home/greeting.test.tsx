import { identityApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/test-utils';
import { renderHook, waitFor } from '@testing-library/react';
import { greeting, useUserName } from './greeting';

describe('greeting', () => {
  it.each([
    ['morning', 5, 0],
    ['morning', 11, 59],
    ['afternoon', 12, 0],
    ['afternoon', 17, 59],
    ['evening', 18, 0],
    ['evening', 0, 0],
    ['evening', 4, 59],
  ])('says good %s at %i:%i', (partOfDay, hour, minute) => {
    const now = new Date(2026, 0, 15, hour, minute);
    expect(greeting('Ada', now)).toBe(`Good ${partOfDay}, Ada`);
  });
});

describe('useUserName', () => {
  it.each([
    ['the display name', 'Ada Lovelace', 'Ada Lovelace'],
    ['the entity name without a display name', undefined, 'ada'],
    ['the entity name for an empty display name', '', 'ada'],
  ])('returns %s', async (_, displayName, expected) => {
    const identityApi = mockApis.identity({
      userEntityRef: 'user:default/ada',
      displayName,
    });
    const { result } = renderHook(() => useUserName(), {
      wrapper: ({ children }) => (
        <TestApiProvider apis={[[identityApiRef, identityApi]]}>
          {children}
        </TestApiProvider>
      ),
    });
    await waitFor(() => expect(result.current).toBe(expected));
  });
});
