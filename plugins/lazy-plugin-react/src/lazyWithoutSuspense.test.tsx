import { renderInTestApp } from '@backstage/test-utils';
import { fireEvent, screen } from '@testing-library/react';
import { Component, PropsWithChildren } from 'react';
import { lazyWithoutSuspense } from './lazyWithoutSuspense';

/** Shows an error and renders its children again on request. */
class Boundary extends Component<PropsWithChildren<{}>> {
  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  state: { error?: Error } = {};

  render() {
    return this.state.error ? (
      <button onClick={() => this.setState({ error: undefined })}>
        {this.state.error.message}
      </button>
    ) : (
      this.props.children
    );
  }
}

describe('lazyWithoutSuspense', () => {
  it('passes its props on', async () => {
    const Greeting = lazyWithoutSuspense(async () => ({
      default: ({ name }: { name: string }) => <p>Hello {name}</p>,
    }));
    await renderInTestApp(<Greeting name="Ada" />);
    expect(await screen.findByText('Hello Ada')).toBeInTheDocument();
  });

  it('loads a component once, however often it is shown', async () => {
    const load = jest.fn(async () => ({ default: () => <p>shown</p> }));
    const Shown = lazyWithoutSuspense(load);
    await renderInTestApp(
      <>
        <Shown />
        <Shown />
      </>,
    );
    expect(await screen.findAllByText('shown')).toHaveLength(2);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('shows an error in the error boundary, and loads again on retry', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
    const load = jest
      .fn(async () => ({ default: () => <p>shown</p> }))
      .mockRejectedValueOnce(new Error('offline'));
    const Shown = lazyWithoutSuspense(load);
    await renderInTestApp(
      <Boundary>
        <Shown />
      </Boundary>,
    );
    fireEvent.click(await screen.findByRole('button', { name: 'offline' }));
    expect(await screen.findByText('shown')).toBeInTheDocument();
    jest.restoreAllMocks();
  });
});
