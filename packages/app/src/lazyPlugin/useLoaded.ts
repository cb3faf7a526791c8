import useAsync from 'react-use/esm/useAsync';

/**
 * What is loaded on demand; undefined until it is there. For what has something in it that Backstage loads on demand as well, in place of
 * React.lazy: React waits for half a second before it shows the second of two that came like that.
 *
 * @param load - always the same function
 * @throws whatever loading fails with, for the next error boundary
 */
export function useLoaded<T>(load: () => Promise<T>): T | undefined {
  const { value, error } = useAsync(load, [load]);
  if (error) {
    throw error;
  }
  return value;
}
