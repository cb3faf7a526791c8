import { Progress } from '@backstage/core-components';
import { ComponentType } from 'react';
import useAsync from 'react-use/esm/useAsync';

/**
 * Like `React.lazy`, but needs no `Suspense` and shows Backstage's progress bar while it loads. Errors go to the nearest error
 * boundary; a failed load is tried again when the component is next mounted.
 *
 * Use it for components that render Backstage pages. Those are themselves loaded with `React.lazy`, and React delays the second of two
 * nested fallbacks by half a second.
 *
 * @public
 */
export function lazyWithoutSuspense<Props extends {}>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let loading: Promise<void> | undefined;
  let Loaded: ComponentType<Props> | undefined;

  const loadOnce = () => {
    loading ??= load().then(
      module => {
        Loaded = module.default;
      },
      error => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };

  return function LazyComponent(props: Props) {
    const { error } = useAsync(loadOnce);
    if (error) {
      throw error;
    }
    return Loaded ? <Loaded {...props} /> : <Progress />;
  };
}
