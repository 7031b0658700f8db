// Pages work without this. It keeps a slow line from sending one form twice, leads to what is wrong, shows the tab
// of this page, and copies.
(() => {
  "use strict";

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };

  // A second tap while the first is on its way is swallowed. Not `disabled`: that would drop the button's own value.
  // After ten seconds the form is free again, for a download or a lost connection leaves the page where it is.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.target === "_blank" || form.matches("[data-may-repeat]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(release, 10_000, form);
  });

  // Back from the next page: the browser may show this one as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  document.querySelector("[data-focus]")?.focus();

  // On a phone a row of tabs is longer than the screen: begin where the reader is.
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const tabs = here.closest(".tabs");
    tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left - (tabs.clientWidth - here.clientWidth) / 2;
  }

  // A password can be looked at while it is typed; it is hidden again before it is sent.
  for (const button of document.querySelectorAll("button[data-shows][hidden]")) {
    const input = document.getElementById(button.dataset.shows);
    const words = button.textContent;
    const show = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : words;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.hidden = false;
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
  }

  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy][hidden]")) {
    const words = button.textContent;
    const status = document.createElement("span");
    status.className = "sr-only";
    status.setAttribute("role", "status");
    button.after(status);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      try {
        await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
      } catch {
        source.select?.(); // not allowed: the reader copies what is marked
        return;
      }
      button.textContent = status.textContent = button.dataset.copied || "Copied";
      setTimeout(() => {
        button.textContent = words;
        status.textContent = "";
      }, 2500);
    });
  }
})();
