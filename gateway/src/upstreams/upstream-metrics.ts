/** What Prometheus is told of the ways to the services. */
import { defineReadings, type Reading } from "@shop/kit/process/metrics";
import { priorities } from "./limit.ts";
import type { Upstream, UpstreamState } from "./upstreams.ts";

type Numbers = (state: UpstreamState) => readonly (readonly [label: string, value: number])[];

/** To be called once with all there are. */
export function measureUpstreams(upstreams: Readonly<Record<string, Pick<Upstream, "state">>>): void {
  const define = (
    kind: "counter" | "gauge",
    name: string,
    help: string,
    by: string,
    numbers: Numbers,
  ): void =>
    defineReadings(kind, `gateway_upstream_${name}`, help, ["upstream", by], () =>
      Object.entries(upstreams).flatMap(([upstream, { state }]) =>
        numbers(state()).map(([label, value]): Reading => ({ labels: { upstream, [by]: label }, value })),
      ),
    );
  define("gauge", "requests", "Requests: that it may have, has, and that wait for it", "kind", (state) => [
    ["limit", state.limit],
    ["running", state.running],
    ["queued", state.queued],
    ["long", state.long],
  ]);
  define("gauge", "instances", "Instances that are asked, and that are left out", "kind", ({ instances }) => [
    ["in", instances.filter(({ outMs }) => outMs === 0).length],
    ["out", instances.filter(({ outMs }) => outMs > 0).length],
  ]);
  define("gauge", "breaker_open", "1 while a class of routes is not asked", "class", ({ breakers }) =>
    Object.entries(breakers).map(([of, breaker]) => [of, breaker === "open" ? 1 : 0]),
  );
  define("counter", "shed_total", "Requests that were turned away", "priority", ({ shed }) =>
    priorities.map((priority) => [priority, shed[priority]]),
  );
  define("counter", "repeated_total", "Requests that were sent once more", "kind", ({ repeated }) => [
    ["any", repeated],
  ]);
}
