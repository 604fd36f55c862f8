// Of the preview only: opens the page again when the site was made anew, and shows what keeps it from being.
'use strict';
(() => {
  const site = document.currentScript.dataset.site;
  let source = null;
  const hangUp = () => {
    if (source) source.close();
    source = null;
  };
  const listen = () => {
    // A browser has few connections for each server: a page that nobody sees takes none.
    if (source || document.hidden) return;
    source = new EventSource('/.rapporteur/events');
    source.onmessage = (event) => {
      const now = JSON.parse(event.data);
      if (now.site !== site) {
        hangUp();
        location.reload();
        return;
      }
      // It is set even where it is there already: what a page opens with is not read out, what changes is.
      document.getElementById('rapporteur-problems').innerHTML = now.problems;
    };
    source.onerror = () => {
      if (source && source.readyState === EventSource.CLOSED) {
        hangUp();
        setTimeout(listen, 1000);
      }
    };
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? hangUp() : listen()));
  addEventListener('pagehide', hangUp);
  addEventListener('pageshow', listen);
  listen();
})();
