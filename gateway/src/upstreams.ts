/** The services behind the gateway: for each a lane, and a breaker per class of routes. */
import type { Logger } from "@shop/kit/logger";
import { AppError } from "@shop/kit/errors";
import { createBreaker, type Breaker, type BreakerOptions } from "./breaker.ts";
import type { Exchange } from "./exchange.ts";
import type { Body } from "./receive-body.ts";
import { createLane } from "./proxy.ts";
import type { Route, RouteClass } from "./route-table.ts";

export type Upstream = Disposable & {
  /** Rejects with 503 when the service is not to be asked now; else the client is answered. */
  readonly send: (exchange: Exchange, route: Route, body: Body) => Promise<void>;
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
    async send(exchange, route, body) {
      if (lane.isFull()) throw overloaded();
      await breakers[route.class].run(() => {
        if (body === "stream" && exchange.awaitsContinue) exchange.response.writeContinue();
        return lane.send(exchange, body, route.timeoutMs);
      });
    },
    [Symbol.dispose]() {
      for (const breaker of Object.values(breakers)) breaker[Symbol.dispose]();
      lane[Symbol.dispose]();
    },
  };
}

const overloaded = () =>
  new AppError("unavailable", "service.overloaded", "Too busy just now: try again", {
    headers: { "Retry-After": "1" },
  });
