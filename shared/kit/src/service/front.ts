/** What every request of a process comes to first: who is running, health while there is no service, and nothing new while it drains. */
import type { RequestListener, ServerResponse } from "node:http";
import { AppError } from "../errors.ts";
import { answerHealth } from "../http/server/health.ts";
import { sendProblem } from "../http/server/problem.ts";
import { createContext } from "../http/server/request-context.ts";
import { endStream } from "../http/server/stream-end.ts";
import { cutUnread } from "../http/server/unread-answer.ts";
import { dropUnread } from "../http/server/unread.ts";
import { removeFrom } from "../process/unordered.ts";

export type State = {
  /** Undefined until it has started. */
  service: { readonly http: RequestListener } | undefined;
  isDraining: boolean;
  /** In no order. */
  readonly running: ServerResponse[];
  /** When the last request came, on the clock of `performance.now()`. */
  requestedAt: number;
};

/** Health is answered here while there is no app yet, and while there is none for new work any more. */
export function createFront(state: State): RequestListener {
  // One for all responses: each is told of by `this`, and closes once.
  function forget(this: ServerResponse): void {
    removeFrom(state.running, this);
  }
  return (request, response) => {
    // A client that goes away in the middle is no reason to fall.
    response.on("error", destroyItself);
    state.running.push(response);
    state.requestedAt = performance.now();
    response.on("close", forget);
    if (state.isDraining) endSoon(response);
    const isServing = state.service !== undefined && !state.isDraining;
    if (!isServing && answerHealth(request, response, () => false)) return;
    if (state.service) {
      state.service.http(request, response);
      return;
    }
    dropUnread(request, response);
    // Whoever balances between several processes is told by it to ask another one.
    endConnection(response);
    const starting = new AppError("unavailable", "service.starting", "Not possible just now: try again");
    sendProblem(response, starting, createContext(request).requestId);
  };
}

function destroyItself(this: ServerResponse): void {
  this.destroy();
}

/** A process that stops is not kept from it by who does not read. */
const stuckMs = 5_000;

/** To be called for each response of a process that stops. */
export function endSoon(response: ServerResponse): void {
  endConnection(response);
  endStream(response);
  cutUnread(response, stuckMs);
}

/** Whoever keeps connections does not send the next request on one that is about to close. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}
