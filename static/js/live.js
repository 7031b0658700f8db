// What is marked as live on a page is fetched anew from time to time, and nothing else: what somebody types stays.
// Without this, the link beside it looks again.
(() => {
  "use strict";

  const parts = [...document.querySelectorAll("[data-live][id]")];
  if (!parts.length) return;
  const again = 1000 * Number(parts[0].dataset.live);
  let next;

  const shown = (part) => part.innerHTML.replace(/ value="[^"]*"/g, ""); // the token of a form is another each time
  const same = (one) => [one.tagName, one.textContent.trim()].join(" ");

  // What has the focus keeps it; where it would be gone, its part waits until the focus leaves.
  const renew = (part, fresh) => {
    if (shown(part) === shown(fresh)) return;
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    const heir = held && [...fresh.querySelectorAll("a, button")].find((one) => same(one) === same(held));
    if (held && !heir) return;
    part.replaceChildren(...fresh.childNodes);
    if (heir) heir.focus({ preventScroll: true });
  };

  const look = async () => {
    clearTimeout(next);
    let isLive = true;
    if (!document.hidden) {
      try {
        const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
        for (const part of parts) {
          const fresh = page.getElementById(part.id);
          if (fresh) renew(part, fresh);
          if (fresh && !fresh.dataset.live) isLive = false;
        }
      } catch {
        // No network just now: the next look may find it.
      }
    }
    clearTimeout(next);
    if (isLive) next = setTimeout(look, again);
  };
  next = setTimeout(look, again);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look(); // whoever was in the meeting's app comes back to what is true
  });
})();
