/** A way out of a form that keeps what is typed there: it leads to another tab, and says so. */
import { words } from "../words/en.ts";
import { html, type Html } from "./html.ts";

export const newTab = (href: string, label: string): Html =>
  html`<a href="${href}" target="_blank" rel="noopener">${label} ${words.newTab}</a>`;
