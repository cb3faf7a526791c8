// Runs in the sign-in pop-up: notifies all tabs of the portal, then closes the pop-up.
new BroadcastChannel('backstage-plugin-auth-oauth2proxy-react').postMessage({
  name: 'signed_in',
});
window.close();
