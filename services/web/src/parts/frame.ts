/** What every page of a process has around it. */
import type { Clock } from "./time.ts";

export type Frame = {
  /** The address of `shop.css`, `shop.js`, `icons.svg` as it is today. */
  readonly assetUrl: (name: string) => string;
  /** Of all that pages are made of but data. */
  readonly build: string;
  readonly shopUrl: string;
  readonly currencies: readonly [string, ...string[]];
  readonly clock: Clock;
};
