/**
 * Who is let through to a service when more come than it can work on: checkout and payment before people who are
 * signed in, and these before everybody else. Who does not get through at once waits a moment, in a short queue; the
 * least important is turned away first. (A bulkhead with an adaptive size and priorities.)
 */
import type { Caller } from "@shop/kit/auth/tokens";
import { overloaded } from "@shop/kit/http/server/refusals";
import type { Route } from "../routing/route-table.ts";
import { createGradient, type Gradient } from "./gradient.ts";

/** The most important first. */
export const priorities = ["checkout", "signed-in", "anonymous"] as const;
export type Priority = (typeof priorities)[number];

/** A guest has shown nothing that anybody could not. */
export const priorityOf = (
  { isCheckout }: Pick<Route, "isCheckout">,
  caller: Pick<Caller, "role"> | undefined,
): Priority => {
  if (isCheckout) return "checkout";
  return caller && caller.role !== "guest" ? "signed-in" : "anonymous";
};

export type Limit = {
  /** Takes a place at once; false when there is none. */
  readonly enter: (priority: Priority) => boolean;
  /** Takes a place when there is one. Rejects with 503 `service.overloaded` when there is none soon, or within `mostMs`. */
  readonly wait: (priority: Priority, mostMs?: number) => Promise<void>;
  /** Gives a place back. */
  readonly leave: () => void;
  /** Counts one that is not let in, for whatever reason, and answers what it is told: 503 `service.overloaded`. */
  readonly turnAway: (priority: Priority) => Error;
  readonly running: () => number;
  /** How long a request took until its answer began. */
  readonly observe: Gradient["observe"];
  readonly state: () => LimitState;
};

export type LimitState = {
  readonly limit: number;
  readonly running: number;
  readonly queued: number;
  readonly shed: Readonly<Record<Priority, number>>;
};

export type LimitOptions = {
  readonly gradient?: Gradient;
  /** How long one may wait for a place. */
  readonly queueMs?: number;
};

/** How full a room may be for each to be let in: what is left is kept for those who matter more. */
export const shares: Readonly<Record<Priority, number>> = { checkout: 1, "signed-in": 0.9, anonymous: 0.75 };
const shortestQueue = 16;

type Waiter = { readonly priority: Priority; readonly admit: () => void; readonly turnAway: () => void };

export function createLimit({ gradient = createGradient(), queueMs = 1_000 }: LimitOptions = {}): Limit {
  /** In the order in which they came, by priority. */
  const queues: Readonly<Record<Priority, Set<Waiter>>> = {
    checkout: new Set(),
    "signed-in": new Set(),
    anonymous: new Set(),
  };
  const shed: Record<Priority, number> = { checkout: 0, "signed-in": 0, anonymous: 0 };
  let running = 0;
  let queued = 0;

  const hasPlace = (priority: Priority): boolean =>
    running < Math.max(Math.floor(gradient.limit() * shares[priority]), 1);

  /** Makes room by turning away somebody who matters less, the last who came of the least important. */
  const makeRoom = (priority: Priority): boolean => {
    if (queued < Math.max(shortestQueue, gradient.limit())) return true;
    for (const lower of priorities.toReversed()) {
      if (lower === priority) return false;
      const last = [...queues[lower]].at(-1);
      if (!last) continue;
      last.turnAway();
      return true;
    }
    return false;
  };
  const turnAway = (priority: Priority): Error => {
    shed[priority] += 1;
    return overloaded();
  };
  const letIn = (): void => {
    for (const priority of priorities)
      for (const waiter of queues[priority]) {
        if (!hasPlace(priority)) return;
        waiter.admit();
      }
  };

  return {
    enter(priority) {
      if (!hasPlace(priority) || queued > 0) return false;
      running += 1;
      return true;
    },
    wait(priority, mostMs = queueMs) {
      if (!makeRoom(priority)) return Promise.reject(turnAway(priority));
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leaveQueue = (): void => {
        clearTimeout(timer);
        queues[priority].delete(waiter);
        queued -= 1;
      };
      const waiter: Waiter = {
        priority,
        admit() {
          leaveQueue();
          running += 1;
          resolve();
        },
        turnAway() {
          leaveQueue();
          reject(turnAway(priority));
        },
      };
      const timer = setTimeout(waiter.turnAway, Math.min(queueMs, mostMs));
      queues[priority].add(waiter);
      queued += 1;
      letIn();
      return promise;
    },
    leave() {
      running -= 1;
      if (queued > 0) letIn();
    },
    turnAway,
    running: () => running,
    observe: gradient.observe,
    state: () => ({ limit: gradient.limit(), running, queued, shed: { ...shed } }),
  };
}
