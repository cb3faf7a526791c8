// The page of the small sign-in window: tells every tab of the portal (plugins/auth-oauth2proxy-react/src/session/tabs.ts), and is done.
new BroadcastChannel('portal-session').postMessage({ name: 'signed_in' });
window.close();
