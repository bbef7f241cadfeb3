import { words } from "../words/en.ts";

/** How long somebody is asked to wait, as people say it. */
export const waitText = (seconds = 1): string => {
  const { seconds: ofSeconds, minutes } = words.signIn;
  return seconds <= 90 ? ofSeconds(Math.max(1, seconds)) : minutes(Math.ceil(seconds / 60));
};
