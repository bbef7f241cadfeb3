/** Looks at the orders that are followed, as long as the service runs. */
import type { Logger } from "@shop/kit/process/logger";
import { createPoll, type Poll } from "@shop/kit/process/poll";
import type { Stories } from "./stories.ts";

export const beginLooking = (stories: Pick<Stories, "look">, log: Logger): Poll =>
  createPoll({
    everyMs: 1_000,
    work: () => stories.look(),
    onError: (error) => log.warn({ err: error }, "Cannot look at followed orders; will try again"),
  });
