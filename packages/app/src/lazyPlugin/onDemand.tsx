import { Progress } from '@backstage/core-components';
import { ComponentType, PropsWithChildren } from 'react';
import useAsync from 'react-use/esm/useAsync';

/**
 * A component that is loaded when it is shown. For what has something in it that Backstage loads on demand as well, in place of
 * React.lazy: React waits for half a second before it shows the second of two that came like that.
 *
 * What loading fails with goes to the next error boundary.
 */
export function onDemand(
  load: () => Promise<{ default: ComponentType<PropsWithChildren<{}>> }>,
) {
  return (props: PropsWithChildren<{}>) => {
    const { value: loaded, error } = useAsync(load);
    if (error) {
      throw error;
    }
    return loaded ? <loaded.default {...props} /> : <Progress />;
  };
}
