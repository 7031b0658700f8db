// Chooses the browser's time zone in a select that nobody has answered yet: it is empty, or shows the stand-in that
// `data-zone-field` names.
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll("[data-zone-field]")) {
    if (!zone || (field.value && field.value !== field.dataset.zoneField)) continue;
    if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone)) field.value = zone;
  }
})();
