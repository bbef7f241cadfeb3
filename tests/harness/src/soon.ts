/** What is so before long, however slow the machine is. */
import { vi } from "vitest";

/** Looks again until it throws no more; throws what it threw last after 15 seconds. Where a promise names a time, wait for that instead. */
export const soon = <Found>(look: () => Found | Promise<Found>): Promise<Found> =>
  vi.waitFor(look, { timeout: 15_000 });
