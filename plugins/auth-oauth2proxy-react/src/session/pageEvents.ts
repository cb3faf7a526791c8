interface PageEventListeners {
  /** The user returns to the page. */
  onReturn: () => void;
  /** The network is back, or lost. */
  onNetwork: () => void;
  /** Back or Forward restored the page from the browser's cache. */
  onRestored: () => void;
}

/**
 * Listens to the events after which the session may have ended unnoticed.
 *
 * @returns a function that stops listening
 */
export function watchPageEvents(listeners: PageEventListeners): () => void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') {
      listeners.onReturn();
    }
  };
  const onShow = (event: Event) => {
    if ((event as PageTransitionEvent).persisted) {
      listeners.onRestored();
    }
  };
  const handlers = Object.entries({
    // This event bubbles up from the document.
    visibilitychange: onVisible,
    focus: onVisible,
    online: listeners.onNetwork,
    offline: listeners.onNetwork,
    pageshow: onShow,
  });
  handlers.forEach(([event, handler]) =>
    window.addEventListener(event, handler),
  );
  return () =>
    handlers.forEach(([event, handler]) =>
      window.removeEventListener(event, handler),
    );
}
