// A question saves itself while somebody thinks. Without this, its button does. What could not be saved is said,
// and tried again: on a poor line the words on the page are the only thing to trust.
(() => {
  "use strict";

  const form = document.querySelector("form[data-quiz]");
  const status = form?.querySelector("[data-quiz-status]");
  if (!form || !status) return;

  const words = form.dataset;
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

  async function save() {
    clearTimeout(waiting);
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    say(words.wordsSaving);
    let retry = false;
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
      } else if (answer.type === "opaqueredirect") {
        say(words.wordsSignedOut, true);
      } else if (answer.status >= 500 || answer.status === 429) {
        retry = true;
      } else {
        const told = await answer.json().catch(() => ({}));
        say([words.wordsRefused, told.detail].filter(Boolean).join(" "), true);
      }
    } catch {
      retry = true;
    }
    busy = false;
    if (retry) {
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
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  // On a slow line somebody has chosen before this script came.
  if ([...form.elements].some((one) => one.checked !== one.defaultChecked)) changed();
})();
