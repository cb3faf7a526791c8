// Runs in the sign-in pop-up: tells all tabs of the portal (plugins/auth-oauth2proxy-react/src/session/syncTabs.ts), and closes it.
new BroadcastChannel('portal-session').postMessage({ name: 'signed_in' });
window.close();
