/** What a page's use case answers: a page, or where to go. */
import type { Html } from "./html.ts";

/** Of a page that asks somebody to wait: a 429 that names the seconds. */
export type Wait = { readonly waitS: number };

export type Status = number | Wait;

export type Page = {
  readonly html: Html;
  /** 200 unless stated: 400 for a form that is to be mended, 404 for what is not there. */
  readonly status?: Status;
  /** What a kept copy is purged by. */
  readonly tags?: readonly string[];
  readonly cookies?: readonly string[];
  /** Seconds a copy counts at most, 0 for none; as the page's contract says unless stated. */
  readonly keptS?: number | undefined;
};

/** `tags`: of what was changed, so that the next page shows it. */
export type Way = {
  readonly to: string;
  readonly cookies?: readonly string[];
  readonly tags?: readonly string[];
};

export type WebAnswer = Page | Way;
