// What two calendar libraries understand of iCalendar texts: a JSON array of texts in, for each library an array of
// what it found in each text out. tests/readers/javascript.py calls it.
import { text } from "node:stream/consumers";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const withIcalJs = (content) =>
  new ICAL.Component(ICAL.parse(content)).getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      starts: event.startDate.toJSDate().toISOString(),
      ends: event.endDate.toJSDate().toISOString(),
      status: component.getFirstPropertyValue("status"),
      title: event.summary,
    };
  });

const withNodeIcal = (content) =>
  Object.values(nodeIcal.sync.parseICS(content))
    .filter((one) => one.type === "VEVENT")
    .map((event) => ({
      uid: event.uid,
      sequence: Number(event.sequence),
      starts: event.start.toISOString(),
      ends: event.end.toISOString(),
      status: event.status,
      title: event.summary.val ?? event.summary,
    }));

const contents = JSON.parse(await text(process.stdin));
process.stdout.write(
  JSON.stringify({ "ical.js": contents.map(withIcalJs), "node-ical": contents.map(withNodeIcal) }),
);
