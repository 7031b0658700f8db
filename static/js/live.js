// What is marked as live on a page is fetched anew from time to time, and nothing else: what somebody types stays.
// Without this, the link beside it looks again.
(() => {
  "use strict";

  const part = document.querySelector("[data-live]");
  if (!part || !part.id) return;
  const again = 1000 * Number(part.dataset.live);

  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
        const fresh = page.getElementById(part.id);
        if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
      } catch {
        // No network just now: the next look may find it.
      }
    }
    setTimeout(look, again);
  };
  setTimeout(look, again);
})();
