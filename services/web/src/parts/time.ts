/** Days and hours in the shop's time zone. */
import { html, type Html } from "./html.ts";

export type Clock = {
  /** `27 November 2026` */
  readonly day: (timestamp: string) => Html;
  /** `27 November 2026, 16:05 CET` */
  readonly moment: (timestamp: string) => Html;
};

export function createClock(timeZone: string): Clock {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone });
  const moment = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  });
  const as = (format: Intl.DateTimeFormat) => (timestamp: string) =>
    html`<time datetime="${timestamp}">${format.format(new Date(timestamp))}</time>`;
  return { day: as(day), moment: as(moment) };
}
