// The page of the small sign-in window: tells every tab of the portal (packages/app/src/auth/session/tabs.ts), and is done.
new BroadcastChannel('portal-session').postMessage({ name: 'signed_in' });
window.close();
