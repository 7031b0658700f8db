// Remembers the section that somebody reads, so that they can go on there with any device. Without this, the page
// works as ever. Told at most every ten seconds, and when the page is left.
(() => {
  "use strict";

  const text = document.querySelector("[data-place]");
  const token = document.querySelector("[name=csrf_token]");
  if (!text || !token) return;

  const headings = [...text.querySelectorAll(":is(h2, h3, h4)[id]")];
  const EVERY = 10_000;
  // The section that the server knows of this page. Who was further down already is not put back to its beginning.
  let told = text.dataset.was === undefined ? null : "";
  let here = ""; // the section that is read now
  let since = Date.now(); // from when on
  let timer = 0;

  const read = () => {
    const line = window.innerHeight * 0.4;
    const passed = headings.filter((one) => one.getBoundingClientRect().top < line);
    return passed.length ? passed[passed.length - 1].id : "";
  };

  const note = () => {
    const form = new FormData();
    form.set("csrf_token", token.value);
    form.set("section", here);
    form.set("ago", Math.round((Date.now() - since) / 1000));
    return form;
  };

  const tell = () => {
    clearTimeout(timer);
    timer = 0;
    if (here === told) return;
    const saying = here;
    fetch(text.dataset.place, { method: "POST", body: note(), redirect: "manual", keepalive: true })
      .then((answer) => {
        if (answer.ok) told = saying;
      })
      .catch(() => {}); // no connection: the next section, or the end of the page, tries again
  };

  const look = () => {
    const now = read();
    if (now !== here) {
      here = now;
      since = Date.now();
    }
    if (here !== told && !timer) timer = setTimeout(tell, EVERY);
  };

  const leave = () => {
    if (document.visibilityState !== "hidden") return;
    look();
    if (here !== told && navigator.sendBeacon(text.dataset.place, note())) told = here;
  };

  let waiting = false;
  const scrolled = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      look();
    });
  };
  document.addEventListener("scroll", scrolled, { passive: true });
  document.addEventListener("visibilitychange", leave);
  look();
})();
