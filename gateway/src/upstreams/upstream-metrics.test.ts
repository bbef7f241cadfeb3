import { readMetrics } from "@shop/kit/process/metrics";
import { expect, test } from "vitest";
import { measureUpstreams } from "./upstream-metrics.ts";
import type { UpstreamState } from "./upstreams.ts";

const state: UpstreamState = {
  limit: 64,
  running: 5,
  queued: 2,
  long: 1,
  shed: { checkout: 0, "signed-in": 3, anonymous: 40 },
  breakers: { reads: "closed", writes: "open", streams: "half-open" },
  instances: [
    { url: "http://10.0.0.1", running: 5, outMs: 0 },
    { url: "http://10.0.0.2", running: 0, outMs: 700 },
  ],
  repeated: 9,
};

test("the numbers of each service, under labels of which there are only so many", async () => {
  measureUpstreams({ catalog: { state: () => state } });
  const { text } = await readMetrics();
  const lines = text.split("\n").filter((line) => line.startsWith("gateway_upstream_"));
  expect(lines.map((line) => line.replace("gateway_upstream_", ""))).toEqual([
    'requests{upstream="catalog",kind="limit"} 64',
    'requests{upstream="catalog",kind="running"} 5',
    'requests{upstream="catalog",kind="queued"} 2',
    'requests{upstream="catalog",kind="long"} 1',
    'instances{upstream="catalog",kind="in"} 1',
    'instances{upstream="catalog",kind="out"} 1',
    'breaker_open{upstream="catalog",class="reads"} 0',
    'breaker_open{upstream="catalog",class="writes"} 1',
    'breaker_open{upstream="catalog",class="streams"} 0',
    'shed_total{upstream="catalog",priority="checkout"} 0',
    'shed_total{upstream="catalog",priority="signed-in"} 3',
    'shed_total{upstream="catalog",priority="anonymous"} 40',
    'repeated_total{upstream="catalog",kind="any"} 9',
  ]);
  expect(text).toContain("# TYPE gateway_upstream_shed_total counter");
});
