/**
 * A circuit breaker: stops asking a service that does not answer, so that nobody waits for it; one per service and
 * route class. Any answer counts as a success but 504, by which a service says that what it needs was silent.
 */
import { unavailable } from "@shop/kit/http/server/refusals";
import CircuitBreaker from "opossum";

/**
 * What became of a request. "absent" is silence for which nobody had to wait: no connection was taken. "unknown" tells
 * nothing of the service, neither good nor bad: its client left before the answer, or one instance of several is to blame.
 */
export type Outcome = "answered" | "silent" | "absent" | "unknown";

/** Of a service that gave no answer, by what made asking it fail. */
export const silenceOf = (cause: unknown): "silent" | "absent" =>
  cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED" ? "absent" : "silent";

export type Breaker = Disposable & {
  /** Rejects at once with 503 `service.unavailable` while open, and with what `send` throws. */
  readonly run: (send: () => Promise<Outcome>) => Promise<void>;
  readonly state: () => "closed" | "open" | "half-open";
};

export type BreakerOptions = {
  readonly volumeThreshold?: number;
  /** From opening to the first request that is let through to see; each that waits in vain doubles it, up to 5 s. */
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
  // It is told what became of a request, not given the request to make: it knows nothing that would not count.
  const breaker = new CircuitBreaker(refuseSilence, options);
  let isProbing = false;
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
      const isProbe = breaker.halfOpen;
      if (breaker.opened || (isProbe && isProbing)) throw unavailable();
      isProbing ||= isProbe;
      try {
        const outcome = await send();
        // To look whether it is there again costs nothing, and whoever comes when it is should not be refused.
        if (outcome === "absent") options.resetTimeout = resetTimeoutMs;
        // Of what comes late, when others have opened it, it takes no notice.
        if (outcome !== "unknown") await breaker.fire(outcome).catch(() => undefined);
      } finally {
        if (isProbe) isProbing = false;
      }
    },
    state: () => (breaker.opened ? "open" : breaker.halfOpen ? "half-open" : "closed"),
    [Symbol.dispose]: () => breaker.shutdown(),
  };
}

async function refuseSilence(outcome: Outcome): Promise<void> {
  if (outcome !== "answered") throw new Error("The service did not answer");
}
