/** Who is let through to a service: not while this process has too much to do, nor the service, nor while it is silent. */
import { overloaded, unavailable } from "@shop/kit/http/server/refusals";
import type { Logger } from "@shop/kit/process/logger";
import type { Route, RouteClass } from "../routing/route-table.ts";
import { createBreaker, type Breaker, type BreakerOptions, type Outcome } from "./breaker.ts";
import { createLimit, type LimitOptions, type LimitState, type Priority } from "./limit.ts";
import { createPressure, type Pressure } from "./pressure.ts";

/** To be called once, when the service is not asked any more: with how long its answer took to begin, if that tells how busy it is. */
export type Leave = (ms?: number) => void;

export type Gate = Disposable & {
  /**
   * Runs `send` when there is a place and the breaker is closed. Rejects with 503 `service.overloaded` or
   * `service.unavailable` without calling it otherwise.
   */
  readonly pass: (visit: Visit, send: (leave: Leave) => Promise<Outcome>) => Promise<void>;
  readonly state: () => GateState;
};

export type Visit = {
  readonly route: Route;
  readonly priority: Priority;
  /** Stays long by its nature: it is counted, but says nothing of how busy the service is. */
  readonly isLong: boolean;
};

export type GateState = LimitState & {
  readonly long: number;
  readonly breakers: Readonly<Record<RouteClass, ReturnType<Breaker["state"]>>>;
};

export type GateOptions = {
  readonly name: string;
  readonly log: Logger;
  readonly breaker?: BreakerOptions | undefined;
  readonly limit?: LimitOptions | undefined;
  readonly pressure?: Pressure | undefined;
  /** How many may stay long at a time, of each route class: however many watch an order, others can place theirs. */
  readonly mostLong?: number | undefined;
};

export function createGate({
  name,
  log,
  breaker,
  limit: limits,
  pressure = createPressure(),
  mostLong = 10_000,
}: GateOptions): Gate {
  const limit = createLimit(limits);
  const breakerOf = (of: RouteClass): Breaker =>
    createBreaker(
      {
        name: `${name} ${of}`,
        onChange: (state) => log.warn({ upstream: name, class: of, state }, "Breaker"),
      },
      breaker,
    );
  const breakers: Readonly<Record<RouteClass, Breaker>> = {
    reads: breakerOf("reads"),
    writes: breakerOf("writes"),
    streams: breakerOf("streams"),
  };
  const long: Record<RouteClass, number> = { reads: 0, writes: 0, streams: 0 };

  const enterLong = ({ class: of }: Route): Leave => {
    if (long[of] >= mostLong) throw overloaded();
    long[of] += 1;
    return () => void (long[of] -= 1);
  };
  const enter = async ({ priority, route }: Visit): Promise<Leave> => {
    // What is left of its time must be enough for an answer.
    if (!limit.enter(priority)) await limit.wait(priority, route.timeoutMs / 2);
    const running = limit.running();
    return (ms) => {
      limit.leave();
      // This process has come round late to send it, and to hear the answer: that is not the service's doing.
      if (ms !== undefined) limit.observe(route.name, Math.max(ms - 2 * pressure.lateMs(), 0), running);
    };
  };

  return {
    async pass(visit, send) {
      if (pressure.isTooMuchFor(visit.priority)) throw limit.turnAway(visit.priority);
      const own = breakers[visit.route.class];
      // Nobody waits for a place at a door that is shut.
      if (own.state() === "open") throw unavailable();
      const leave = visit.isLong ? enterLong(visit.route) : await enter(visit);
      let isSent = false;
      try {
        await own.run(() => {
          isSent = true;
          return send(leave);
        });
      } finally {
        if (!isSent) leave();
      }
    },
    state: () => ({
      ...limit.state(),
      long: long.reads + long.writes + long.streams,
      breakers: {
        reads: breakers.reads.state(),
        writes: breakers.writes.state(),
        streams: breakers.streams.state(),
      },
    }),
    [Symbol.dispose]() {
      for (const each of Object.values(breakers)) each[Symbol.dispose]();
    },
  };
}
