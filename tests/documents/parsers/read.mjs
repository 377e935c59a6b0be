// Read calendars from standard input with two independent readers; print what each found as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

function withIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
      status: component.getFirstPropertyValue("status"),
      sequence: event.sequence,
      changed: component.getFirstPropertyValue("last-modified").toJSDate().toISOString(),
      summary: event.summary,
      description: event.description ?? "",
      location: event.location ?? "",
    };
  });
}

function withNodeIcal(text) {
  return Object.values(ical.sync.parseICS(text))
    .filter((event) => event.type === "VEVENT")
    .map((event) => ({
      uid: event.uid,
      start: event.start.toISOString(),
      end: event.end.toISOString(),
      status: event.status,
      sequence: Number(event.sequence),
      changed: event.lastmodified.toISOString(),
      summary: event.summary,
      description: event.description ?? "",
      location: event.location ?? "",
    }));
}

const read = readFileSync(0, "utf8")
  .split("\n\u0000\n")
  .map((text) => ({ "ical.js": withIcalJs(text), "node-ical": withNodeIcal(text) }));
process.stdout.write(JSON.stringify(read));
