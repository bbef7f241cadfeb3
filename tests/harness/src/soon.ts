/** What is so before long, however slow the machine is. */
import { setTimeout as pause } from "node:timers/promises";
import { vi } from "vitest";

/** Looks again until it throws no more; throws what it threw last after 30 seconds. Where a promise names a time, wait for that instead. */
export const soon = <Found>(look: () => Found | Promise<Found>): Promise<Found> =>
  vi.waitFor(look, { timeout: 30_000 });

/** Looks again until it throws no more; a look that began a second after the first must not: whoever asks then is promised it. */
export async function withinASecond<Found>(look: () => Promise<Found>): Promise<Found> {
  const firstAt = performance.now();
  for (;;) {
    const isDue = performance.now() - firstAt >= 1_000;
    try {
      return await look();
    } catch (error) {
      if (isDue) throw error;
    }
    await pause(20);
  }
}
