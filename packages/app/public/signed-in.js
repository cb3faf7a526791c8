// Runs in the sign-in pop-up: notifies all tabs of the portal (plugins/auth-oauth2proxy-react/src/session/syncTabs.ts), then closes it.
new BroadcastChannel('portal-session').postMessage({ name: 'signed_in' });
window.close();
