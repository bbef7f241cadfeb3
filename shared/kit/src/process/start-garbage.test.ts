import { constants, PerformanceObserver } from "node:perf_hooks";
import { expect, test } from "vitest";
import { collectStartGarbage } from "./start-garbage.ts";

test("all garbage is collected in a quiet moment, once", async () => {
  const collected: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      collected.push((entry as { detail?: { kind: number } }).detail?.kind ?? 0);
  });
  observer.observe({ entryTypes: ["gc"] });
  const majors = () => collected.filter((kind) => kind === constants.NODE_PERFORMANCE_GC_MAJOR).length;
  const before = majors();
  collectStartGarbage(20);
  await expect.poll(majors, { timeout: 5_000 }).toBe(before + 1);
  observer.disconnect();
});
