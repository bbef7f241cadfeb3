/** Dead letters, as far as they name somebody. */
import { createDeadLetterStore, type DeadLetterStore } from "@shop/kit/messaging/dead-letter-store";
import type { Connection } from "mongoose";

export type Letters = Pick<DeadLetterStore, "dropNaming">;

export const createLetters = (connection: Connection): Letters =>
  createDeadLetterStore({ connection, consumer: "catalog" });
