/** Work that asks another service, which may be away for a moment. */
import { AppError, type ErrorKind } from "../errors.ts";
import type { Kind } from "./bench.ts";
import type { Owed } from "./owed.ts";

const passing: ReadonlySet<ErrorKind> = new Set(["unavailable", "timeout"]);
const firstMs = 1_000;
const longestMs = 60_000;

/** What failed because somebody was away is due again soon, and each time later, instead of when its lease is over. */
export const soonAgain =
  <Document, Task extends Owed>(run: Kind<Document, Task>["run"]): Kind<Document, Task>["run"] =>
  async (document, task, later) => {
    try {
      return await run(document, task, later);
    } catch (error) {
      if (error instanceof AppError && passing.has(error.kind))
        await later.postpone(Math.min(firstMs * 2 ** Math.min(task.attempts - 1, 20), longestMs));
      throw error;
    }
  };
