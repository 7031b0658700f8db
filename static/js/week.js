// A part of a day and its hours follow each other as they are tapped. Without this each tick counts by itself.
(() => {
  "use strict";
  for (const day of document.querySelectorAll("[data-week] .week-day")) {
    const hours = [...day.querySelectorAll("[data-hour]")];
    const parts = [...day.querySelectorAll("[data-hours]")].map((box) => {
      const [first, last] = box.dataset.hours.split(" ").map(Number);
      return { box, own: hours.filter(({ dataset }) => Number(dataset.hour) >= first && Number(dataset.hour) <= last) };
    });
    const show = ({ box, own }) => {
      const free = own.filter((hour) => hour.checked).length;
      box.checked = free === own.length;
      box.closest("label").classList.toggle("some", free > 0 && free < own.length);
    };
    for (const part of parts) {
      part.box.addEventListener("change", () => {
        for (const hour of part.own) hour.checked = part.box.checked;
        show(part);
      });
      for (const hour of part.own) hour.addEventListener("change", () => show(part));
    }
  }
})();
