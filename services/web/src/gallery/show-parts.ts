/** Each part of the pages in each of its states, for those who make them. */
import { AppError } from "@shop/kit/errors";
import type { WebAnswer } from "../parts/answer.ts";
import type { Frame } from "../parts/frame.ts";
import { galleryView } from "./view.ts";

/** Throws 404 `route.not_found` where customers are. */
export function showParts({
  frame,
  isDevelopment,
}: {
  readonly frame: Frame;
  readonly isDevelopment: boolean;
}): WebAnswer {
  if (!isDevelopment) throw new AppError("not_found", "route.not_found", "There is nothing at this address");
  return { html: galleryView(frame) };
}
