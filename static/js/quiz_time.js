// Counts down to the server's deadline beside the clock time that stands there anyway. The server decides; a
// device's clock may be wrong, so the time that has passed since the page came is all that is taken from it.
(() => {
  "use strict";

  const place = document.querySelector("[data-time-left]");
  const left = place?.querySelector("[data-left]");
  if (!left) return;

  const seconds = (Date.parse(place.dataset.deadline) - Date.parse(place.dataset.now)) / 1000;
  const began = performance.now();

  const show = () => {
    const rest = Math.max(0, Math.ceil(seconds - (performance.now() - began) / 1000));
    const [whole, over] = [Math.floor(rest / 60), String(rest % 60).padStart(2, "0")];
    left.textContent = rest ? place.dataset.wordsLeft.replace("{time}", `${whole}:${over}`) : place.dataset.wordsOver;
    place.classList.toggle("clay", rest < 60);
    if (!rest) left.setAttribute("role", "alert");
    else setTimeout(show, 1000);
  };

  show();
})();
