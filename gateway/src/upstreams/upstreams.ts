/** The services behind the gateway: for each a lane, and a breaker per class of routes. */
import type { Logger } from "@shop/kit/process/logger";
import { overloaded } from "@shop/kit/http/server/refusals";
import { createBreaker, type Breaker, type BreakerOptions } from "./breaker.ts";
import type { Transit } from "../entry/transit.ts";
import type { Body } from "../entry/receive-body.ts";
import { createLane } from "./proxy.ts";
import type { Route, RouteClass } from "../routing/route-table.ts";

export type Upstream = Disposable & {
  /** Answers the client. Rejects with 503 `service.overloaded` or `service.unavailable` when the service is not to be asked now. */
  readonly send: (transit: Transit, route: Route, body: Body) => Promise<void>;
};

export function createUpstream({
  name,
  url,
  log,
  breaker: options,
}: {
  name: string;
  url: string;
  log: Logger;
  breaker?: BreakerOptions | undefined;
}): Upstream {
  const lane = createLane(url);
  // Each stays for as long as its client does: they must not take the sockets of everybody else.
  const streams = createLane(url, { sockets: 2_000, pending: 2_000 });
  const breakerOf = (of: RouteClass): Breaker =>
    createBreaker(
      {
        name: `${name} ${of}`,
        onChange: (state) => log.warn({ upstream: name, class: of, state }, "Breaker"),
      },
      options,
    );
  const breakers: Readonly<Record<RouteClass, Breaker>> = {
    reads: breakerOf("reads"),
    writes: breakerOf("writes"),
    streams: breakerOf("streams"),
  };
  return {
    async send(transit, route, body) {
      const own = route.streamsReply ? streams : lane;
      if (own.isFull()) throw overloaded();
      await breakers[route.class].run(() => {
        if (body === "stream" && transit.awaitsContinue) transit.response.writeContinue();
        return own.send(transit, body, route);
      });
    },
    [Symbol.dispose]() {
      for (const breaker of Object.values(breakers)) breaker[Symbol.dispose]();
      lane[Symbol.dispose]();
      streams[Symbol.dispose]();
    },
  };
}
