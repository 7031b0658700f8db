// Sends what an earlier page of this attempt could not (see quiz.js), also once the time is over: the server keeps it
// then as late.
(() => {
  "use strict";

  const place = document.querySelector("[data-quiz-left]");
  if (!place) return;
  const mark = "quiz-unsaved:";
  const own = place.elements.client_uuid?.value; // which page this is; a result has none

  const send = async () => {
    let keys = [];
    try {
      keys = Object.keys(localStorage).filter((key) => key.startsWith(mark + place.dataset.quizLeft));
    } catch {
      return; // not allowed here: then nothing was kept either
    }
    for (const key of keys) {
      const kept = localStorage.getItem(key);
      const body = new FormData();
      for (const [name, value] of JSON.parse(kept || "[]")) body.append(name, value);
      if (own && body.get("client_uuid") === own) continue; // this page's own: quiz.js is about to send it
      // The device's own clock twice: how long ago is right, even where the clock is wrong.
      const given = Number(body.get("given"));
      body.delete("given");
      if (given) body.set("given_ago", Math.max(0, Date.now() - given));
      body.set("csrf_token", place.elements.csrf_token.value);
      const headers = { Accept: "application/json" };
      const address = key.slice(mark.length);
      const answer = await fetch(address, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
      if (!answer || answer.status === 0 || answer.status >= 500 || answer.status === 429) return; // the next time
      const told = await answer.json().catch(() => ({}));
      if (told.again) return; // signed out: the next time
      if (localStorage.getItem(key) !== kept) continue; // chosen anew since: the page itself sends that
      localStorage.removeItem(key);
      if (answer.ok && (!place.dataset.saving || place.dataset.saving === address)) location.reload();
    }
  };

  send();
  window.addEventListener("online", send);
})();
