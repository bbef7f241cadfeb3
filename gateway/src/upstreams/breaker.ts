/**
 * A circuit breaker: stops asking a service that does not answer, so that nobody waits for it; one per service and
 * route class. Any answer counts as a success but 504, by which a service says that what it needs was silent.
 */
import { unavailable } from "@shop/kit/http/server/refusals";
import CircuitBreaker from "opossum";

/** What the breaker counts. A client that left before the answer counts as "answered": the service is not to blame. */
export type Outcome = "answered" | "silent";

export type Breaker = Disposable & {
  /** Rejects at once with 503 `service.unavailable` while open, and with what `send` throws. */
  readonly run: (send: () => Promise<Outcome>) => Promise<void>;
  readonly state: () => "closed" | "open" | "half-open";
};

export type BreakerOptions = {
  readonly volumeThreshold?: number;
  /** From opening to the first request that is let through to see; each that fails doubles it, up to 5 s. */
  readonly resetTimeoutMs?: number;
};

const longestResetMs = 5_000;

export function createBreaker(
  { name, onChange }: { name: string; onChange: (state: "open" | "closed") => void },
  { volumeThreshold = 20, resetTimeoutMs = 1_000 }: BreakerOptions = {},
): Breaker {
  // opossum reads `resetTimeout` each time it opens.
  const options = {
    name,
    // Each request has a deadline of its own, by which the promise of `send` is resolved.
    timeout: false as const,
    volumeThreshold,
    errorThresholdPercentage: 50,
    resetTimeout: resetTimeoutMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  };
  const breaker = new CircuitBreaker(refuseSilence, options);
  breaker.on("open", () => onChange("open"));
  breaker.on("halfOpen", () => {
    options.resetTimeout = Math.min(options.resetTimeout * 2, longestResetMs);
  });
  breaker.on("close", () => {
    options.resetTimeout = resetTimeoutMs;
    onChange("closed");
  });
  return {
    async run(send) {
      try {
        await breaker.fire(send);
      } catch (error) {
        if (error === silence) return;
        throw error instanceof Error && CircuitBreaker.isOurError(error) ? unavailable() : error;
      }
    },
    state: () => (breaker.opened ? "open" : breaker.halfOpen ? "half-open" : "closed"),
    [Symbol.dispose]: () => breaker.shutdown(),
  };
}

const silence = new Error("The service did not answer");

async function refuseSilence(send: () => Promise<Outcome>): Promise<void> {
  if ((await send()) === "silent") throw silence;
}
