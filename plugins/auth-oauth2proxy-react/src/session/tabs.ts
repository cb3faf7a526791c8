/** What tabs of the portal tell each other. */
export type TabMessage =
  /** `public/signed-in.js` says this, too, without knowing who it was. */
  | { name: 'signed_in'; userEntityRef?: string }
  | { name: 'ended' }
  | { name: 'signed_out' };

/** Also in `public/signed-in.js`. */
const CHANNEL = 'portal-session';

export interface Tabs {
  tell(message: TabMessage): void;
  close(): void;
}

/** Joins the tabs of this browser that have the portal open. */
export function joinTabs(hear: (message: TabMessage) => void): Tabs {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => hear(data);
  return {
    tell: message => channel.postMessage(message),
    close: () => channel.close(),
  };
}
