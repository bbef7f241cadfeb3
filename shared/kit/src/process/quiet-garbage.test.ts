import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Of a process that does nothing else: it says how often everything was collected, and what lay there before and after. */
const script = `
  import { constants, PerformanceObserver } from "node:perf_hooks";
  import { setTimeout as pause } from "node:timers/promises";
  import { getHeapStatistics } from "node:v8";
  import { collectWhenQuiet } from "${new URL("quiet-garbage.ts", import.meta.url).href}";

  let majors = 0;
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) majors += 1;
  }).observe({ entryTypes: ["gc"] });
  const megabytes = () => getHeapStatistics().used_heap_size / 2 ** 20;

  collectWhenQuiet(20);
  await pause(500);
  const [afterStart, held] = [majors, megabytes()];
  let garbage = Array.from({ length: 1_000_000 }, (_, number) => ({ number }));
  const most = megabytes() - held;
  garbage = undefined;
  for (let left = 200; left > 0 && megabytes() - held >= 16; left -= 1) await pause(50);
  console.log(JSON.stringify({ afterStart, most, left: megabytes() - held }));
`;

test("all garbage is collected in the first quiet moment, and again only when much lies there", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  const { afterStart, most, left } = JSON.parse(stdout) as Record<"afterStart" | "most" | "left", number>;
  expect(afterStart).toBe(1);
  expect(most).toBeGreaterThan(25);
  expect(left).toBeLessThan(16);
}, 30_000);
