// A question, or a text to be written, saves itself while somebody thinks. Without this, its button does. What could not be saved is said,
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
  let given = Date.now(); // when what is chosen here was chosen: of two devices the newer answer stands

  // What is not saved is said loudly: in a box of its own that is read out at once, until it is saved.
  const alarm = form.querySelector("[data-quiz-alarm]");
  const say = (text, trouble) => {
    status.textContent = trouble ? "" : text;
    if (trouble || text !== words.wordsSaving) alarm.hidden = !trouble;
    if (trouble && alarm.textContent !== text) alarm.textContent = text;
  };

  // What the server does not have yet is kept on this device too: a closed page, an empty battery or a deadline that
  // passes without a network lose nothing. It is sent, with the number of its saving, when any question of the attempt
  // is opened again; the server says whether it came late.
  const store = `quiz-unsaved:${words.saving}`;
  const keep = () => {
    try {
      const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
      localStorage.setItem(store, JSON.stringify([...fields, ["given", given]]));
    } catch {
      // no room, or not allowed: the page itself still has it
    }
  };
  const drop = (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      // as above
    }
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
    const sent = sequence.value;
    const body = new FormData(form);
    body.set("given_ago", Math.max(0, Date.now() - given));
    try {
      const answer = await fetch(words.saving, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.ok) {
        failures = 0;
        const told = await answer.json();
        say(told.words, told.stands === false);
        if (sent === sequence.value) drop(store);
      } else if (answer.status >= 500 || answer.status === 429) {
        retry = true;
      } else {
        const told = await answer.json().catch(() => ({}));
        lost = Boolean(told.again);
        if (!lost) drop(store);
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

  let pause = 0; // the timer of a saving while somebody types
  const changed = () => {
    clearTimeout(pause);
    // Counted up for every change, so that a slow earlier saving never replaces a later one.
    sequence.value = Number(sequence.value) + 1;
    dirty = true;
    given = Date.now();
    failures = 0;
    keep();
    save();
  };

  form.addEventListener("change", changed);
  // What is typed is saved in a pause as well: who writes long does not leave the field.
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-typed]")) return;
    dirty = true;
    clearTimeout(pause);
    pause = setTimeout(changed, 2000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    clearTimeout(pause);
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
  const isChanged = (one) =>
    one.matches("select")
      ? [...one.options].some((option) => option.selected !== option.defaultSelected)
      : one.checked !== one.defaultChecked || (one.matches("[data-typed]") && one.value !== one.defaultValue);
  if ([...form.elements].some(isChanged)) changed();
})();
