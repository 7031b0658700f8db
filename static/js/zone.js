// Chooses the browser's time zone in a select that nobody has answered yet: it is empty, or shows the stand-in that
// `data-zone-field` names. And says a time once more by the browser's clocks (`data-time`), where it is another one
// there than in the zone by which the page says it (`data-not-in`).
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll("[data-zone-field]")) {
    if (!zone || (field.value && field.value !== field.dataset.zoneField)) continue;
    if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone)) field.value = zone;
  }
  for (const line of document.querySelectorAll("[data-time]")) {
    const moment = new Date(line.dataset.time);
    const said = (timeZone) =>
      new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
        weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone,
      }).format(moment);
    if (said(undefined) === said(line.dataset.notIn)) continue;
    line.querySelector("b").textContent = said(undefined);
    line.hidden = false;
  }
})();
