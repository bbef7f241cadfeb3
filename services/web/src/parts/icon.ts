import type { Frame } from "./frame.ts";
import { html, type Html } from "./html.ts";

/** As the sprite `pictures/icons.svg` has them. */
export const iconNames = [
  "mark",
  "search",
  "person",
  "bag",
  "check",
  "close",
  "next",
  "parcel",
  "print",
  "filter",
  "alert",
] as const;
export type IconName = (typeof iconNames)[number];

/** Beside a word that says the same: it is not read aloud. */
export const icon = (assetUrl: Frame["assetUrl"], name: IconName): Html =>
  html`<svg class="icon" aria-hidden="true"><use href="${assetUrl("icons.svg")}#${name}"></use></svg>`;
