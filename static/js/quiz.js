// A question saves itself while somebody thinks. Without this, its button does. What could not be saved is said,
// and tried again: on a poor line the words on the page are the only thing to trust.
(() => {
  "use strict";

  const form = document.querySelector("form[data-quiz]");
  const status = form?.querySelector("[data-quiz-status]");
  if (!form || !status) return;

  const words = form.dataset;
  const door = form.querySelector("[data-quiz-door]");
  const sequence = form.elements.client_seq;
  let dirty = false; // chosen here and not known to be on the server
  let busy = false;
  let waiting = 0; // the timer of the next try
  let failures = 0;

  const say = (text, trouble) => {
    status.textContent = text;
    status.classList.toggle("error", Boolean(trouble));
  };

  const again = () => {
    failures += 1;
    const seconds = Math.min(2 ** failures, 30);
    say(words.wordsRetry.replace("{seconds}", seconds), true);
    waiting = setTimeout(save, seconds * 1000);
  };

  // Signed out: the choice stays, and is saved once somebody is signed in again in another tab. Then this page's
  // token fits no more; the same page, asked for anew, brings one that does. Whose attempt it is, the server decides.
  const wait = () => {
    dirty = true;
    door.hidden = false;
    say(words.wordsSignedOut, true);
    waiting = setTimeout(comeBack, 3000);
  };

  async function comeBack() {
    clearTimeout(waiting);
    if (busy) return;
    busy = true;
    let token = "";
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      token = page.querySelector("form[data-quiz] [name=csrf_token]")?.value;
    } catch {
      // no connection: the next time
    }
    busy = false;
    if (!token) {
      wait();
      return;
    }
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
    door.hidden = true;
    save();
  }

  async function save() {
    clearTimeout(waiting);
    if (!door.hidden) {
      comeBack();
      return;
    }
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    say(words.wordsSaving);
    let retry = false;
    let lost = false; // the session
    try {
      const answer = await fetch(words.saving, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.ok) {
        failures = 0;
        say((await answer.json()).words);
      } else if (answer.status >= 500 || answer.status === 429) {
        retry = true;
      } else {
        const told = await answer.json().catch(() => ({}));
        lost = Boolean(told.again);
        if (!lost) say([words.wordsRefused, told.detail].filter(Boolean).join(" "), true);
      }
    } catch {
      retry = true;
    }
    busy = false;
    if (lost) {
      wait();
    } else if (retry) {
      dirty = true;
      again();
    } else if (dirty) {
      save(); // chosen again while the last saving was on its way
    }
  }

  const changed = () => {
    // Counted up for every change, so that a slow earlier saving never replaces a later one.
    sequence.value = Number(sequence.value) + 1;
    dirty = true;
    failures = 0;
    save();
  };

  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    dirty = false;
  });
  window.addEventListener("online", save);
  window.addEventListener("focus", () => {
    if (!door.hidden) comeBack();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  // On a slow line somebody has chosen before this script came.
  if ([...form.elements].some((one) => one.checked !== one.defaultChecked)) changed();
})();
