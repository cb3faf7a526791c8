/**
 * Makes the links of an error page lead back to the page that the user wanted to open. Only the state in the address of a
 * callback names it, and oauth2-proxy's template does not get that. A sign-in without a cookie of its own starts again once.
 * deploy/oauth2-proxy/templates/error.html has the same script, which templates.test.ts checks.
 */
export const KEEP_PATH = `
(() => {
  const state = new URLSearchParams(location.search).get("state") || "";
  const path = state.slice(state.indexOf(":") + 1);
  const isOurs =
    location.pathname.endsWith("/callback") &&
    state.includes(":") &&
    path.startsWith("/") &&
    URL.canParse(path, location.origin) &&
    new URL(path, location.origin).origin === location.origin &&
    !new URL(path, location.origin).pathname.startsWith("/_oauth2/");
  if (!isOurs) return;
  for (const link of document.querySelectorAll("a[data-sign-in]")) {
    const url = new URL(link.href);
    const next = url.searchParams.get("rd");
    url.searchParams.set("rd", link.dataset.signIn === "other" ? next + "&rd=" + encodeURIComponent(path) : path);
    link.href = url.href;
  }
  const automatic = document.querySelector("a[data-sign-in=automatic]");
  const restarted = Number(sessionStorage.getItem("sign-in-restarted"));
  if (automatic && Date.now() - restarted > 60000) {
    sessionStorage.setItem("sign-in-restarted", Date.now());
    location.replace(automatic.href);
  }
})();
`;
