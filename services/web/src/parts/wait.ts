import type { Problem } from "@shop/client/refusal";
import type { Wait } from "./answer.ts";
import { words } from "../words/en.ts";

/** The page's status for a service's 429. */
export const waitOf = ({ retryAfterS = 1 }: Problem): Wait => ({ waitS: Math.max(1, retryAfterS) });

/** How long somebody is asked to wait, as people say it. */
export const waitText = (seconds = 1): string => {
  const { seconds: ofSeconds, minutes } = words.signIn;
  return seconds <= 90 ? ofSeconds(Math.max(1, seconds)) : minutes(Math.ceil(seconds / 60));
};
