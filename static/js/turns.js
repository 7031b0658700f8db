// A conversation goes on without loading its page anew. Without this, its buttons do. The address of a play stays
// the same from turn to turn, so the browser's Back leaves the conversation in one step, and never shows an old turn.
(() => {
  "use strict";

  const main = document.getElementById("main");
  let latest = 0; // of several that were sent, only the last one is shown

  // With the button's value, which `submit()` alone would leave out. The server knows a turn that it has already.
  const loadAnew = (form, button) => {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    if (button.name) form.append(field);
    form.submit();
  };

  const show = (page, address) => {
    document.title = page.title;
    main.replaceChildren(...page.getElementById("main").childNodes);
    history.replaceState(null, "", address);
    window.scrollTo(0, 0);
    const heard = main.querySelector("[data-heard]") || main.querySelector("h1");
    heard.tabIndex = -1; // so that a screen reader goes on there, and Tab leads to the first choice
    heard.focus({ preventScroll: true });
  };

  const fail = (form, button) => {
    const alarm = main.querySelector("[data-turn-alarm]");
    alarm.hidden = false;
    alarm.textContent = alarm.dataset.words;
    delete form.dataset.sent; // see forms.js: it can be pressed again
    button.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || !button || !form.matches("[data-turn]")) return;
    event.preventDefault();
    const mine = ++latest;
    const body = new FormData(form);
    if (button.name) body.set(button.name, button.value);
    main.querySelector("[data-turn-alarm]").hidden = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== latest) return;
      // Signed out, or refused: the site's own page says so.
      if (answer.ok && page.querySelector("#main [data-play]")) show(page, answer.url);
      else loadAnew(form, button);
    } catch {
      if (mine === latest) fail(form, button);
    }
  });
})();
