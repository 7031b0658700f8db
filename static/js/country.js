// A country proposes its zone, and a zone its country, where nobody has chosen the other one yet.
(() => {
  "use strict";
  for (const country of document.querySelectorAll("select[data-country]")) {
    const zone = document.getElementById(country.dataset.country);
    if (!zone) continue;
    const zonesOf = (option) => (option?.dataset.zones || "").split(" ").filter(Boolean);
    if (!country.value && zone.value && zone.value !== "UTC") {
      const home = [...country.options].find((option) => zonesOf(option).includes(zone.value));
      if (home) country.value = home.value;
    }
    country.addEventListener("change", () => {
      const zones = zonesOf(country.selectedOptions[0]);
      if (zones.length && !zones.includes(zone.value)) zone.value = zones[0];
    });
  }
})();
