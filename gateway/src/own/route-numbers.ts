/** What each route has had to do lately: how many requests, how long they took, and how many were answered at once. */
import type { GatewayState } from "@shop/contracts/gateway/operation";
import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { Route } from "../routing/route-table.ts";

type Numbers = {
  readonly times: RecordableHistogram;
  kept: number;
  failed: number;
  readonly isCacheable: boolean;
};

export type RouteNumbers = {
  readonly note: (
    route: Route,
    done: { readonly ms: number; readonly status: number; readonly isKept: boolean },
  ) => void;
  /** The current period and the one before. */
  readonly read: () => GatewayState["routes"];
};

const periodMs = 5 * 60_000;
/** In microseconds, to two digits, up to ten minutes: some 20 KB a route. */
const histogram = (): RecordableHistogram => createHistogram({ lowest: 1, highest: 600_000_000, figures: 2 });

export function createRouteNumbers(clock: () => number = performance.now.bind(performance)): RouteNumbers {
  let current = new Map<string, Numbers>();
  let previous = new Map<string, Numbers>();
  let turnsAt = clock() + periodMs;
  const turn = (): void => {
    const now = clock();
    if (now < turnsAt) return;
    previous = now < turnsAt + periodMs ? current : new Map();
    current = new Map();
    turnsAt = now + periodMs;
  };

  return {
    note({ name: address, cache, isPage }, { ms, status, isKept }) {
      turn();
      // What `/` answers to people is another route than what it answers to programs.
      const name = isPage ? `${address} (page)` : address;
      let numbers = current.get(name);
      if (!numbers)
        current.set(
          name,
          (numbers = { times: histogram(), kept: 0, failed: 0, isCacheable: cache !== undefined }),
        );
      numbers.times.record(Math.max(Math.round(ms * 1_000), 1));
      if (isKept) numbers.kept += 1;
      if (status >= 500) numbers.failed += 1;
    },
    read() {
      turn();
      const names = [...new Set([...previous.keys(), ...current.keys()])].toSorted();
      return names.map((route) => sum(route, [previous.get(route), current.get(route)]));
    },
  };
}

function sum(route: string, periods: readonly (Numbers | undefined)[]): GatewayState["routes"][number] {
  const times = histogram();
  let [kept, failed, isCacheable] = [0, 0, false];
  for (const period of periods) {
    if (!period) continue;
    times.add(period.times);
    kept += period.kept;
    failed += period.failed;
    isCacheable = period.isCacheable;
  }
  const requests = times.count;
  return {
    route,
    requests,
    failed,
    p50Ms: times.percentile(50) / 1_000,
    p99Ms: times.percentile(99) / 1_000,
    hitRatio: isCacheable ? kept / Math.max(requests, 1) : null,
  };
}
