/** Pages that are made of words alone. */
import { pagesTag } from "@shop/contracts/web/tags";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { helpView, privacyView } from "./view.ts";

export type AboutDeps = { readonly frame: Frame };

export const showHelp = ({ frame }: AboutDeps): WebAnswer => ({ html: helpView(frame), tags: [pagesTag] });
export const showPrivacy = ({ frame }: AboutDeps): WebAnswer => ({
  html: privacyView(frame),
  tags: [pagesTag],
});
