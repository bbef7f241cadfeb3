/** The services behind the gateway: for each a lane, and a breaker per class of routes. */
import type { Logger } from "@shop/kit/logger";
import { overloaded } from "@shop/kit/http/refusals";
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
      if (lane.isFull()) throw overloaded();
      await breakers[route.class].run(() => {
        if (body === "stream" && transit.awaitsContinue) transit.response.writeContinue();
        return lane.send(transit, body, route.timeoutMs);
      });
    },
    [Symbol.dispose]() {
      for (const breaker of Object.values(breakers)) breaker[Symbol.dispose]();
      lane[Symbol.dispose]();
    },
  };
}
