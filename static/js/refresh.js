// A page about work that goes on looks again by itself. Without this, its link does.
(() => {
  "use strict";

  const link = document.querySelector("a[data-refresh]");
  if (!link) return;
  setTimeout(() => {
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => window.location.reload(), { once: true });
    } else {
      window.location.reload();
    }
  }, 1000 * Number(link.dataset.refresh));
})();
