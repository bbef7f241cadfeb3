/** Each part of the pages in each of its states, for those who make them. */
import { AppError } from "@shop/kit/errors";
import type { WebAnswer } from "../parts/answer.ts";
import type { Frame } from "../parts/frame.ts";
import { galleryView } from "./view.ts";

/** Throws 404 `page.not_found` where customers are. */
export function showParts({
  frame,
  isDevelopment,
}: {
  readonly frame: Frame;
  readonly isDevelopment: boolean;
}): WebAnswer {
  if (!isDevelopment) throw new AppError("not_found", "page.not_found", "There is no such page");
  return { html: galleryView(frame) };
}
