/** Messages between the tabs of the portal. */
export type TabMessage =
  /** Also sent by `public/signed-in.js`, which doesn't know the user. */
  | { name: 'signed_in'; userEntityRef?: string }
  | { name: 'ended' }
  | { name: 'signed_out' };

/** Also used by `public/signed-in.js`. */
const CHANNEL = 'portal-session';

export interface Tabs {
  broadcast(message: TabMessage): void;
  close(): void;
}

/** Connects this page to the other tabs of the portal in the same browser. */
export function joinTabs(onMessage: (message: TabMessage) => void): Tabs {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => onMessage(data);
  return {
    broadcast: message => channel.postMessage(message),
    close: () => channel.close(),
  };
}
