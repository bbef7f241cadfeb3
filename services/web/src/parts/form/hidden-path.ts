import { home, onwards } from "../../paths/onwards.ts";
import type { Part } from "../html.ts";
import { hiddenField } from "./choices.ts";

/** Where to go on, for a form that leads to it. */
export const hiddenPath = (to: string | undefined): Part => {
  const path = onwards(to);
  return path !== home && hiddenField("to", path);
};
