/**
 * Stops asking a service that does not answer, so that nobody waits for it; one per service and route class.
 * An answer, whatever its status, is the service's own word; only silence counts against it, and 504, which
 * is a service saying that it fell silent itself.
 */
import { AppError } from "@shop/kit/errors";
import CircuitBreaker from "opossum";

/** Whether the service said anything; a client that left first is not its fault. */
export type Outcome = "answered" | "silent";

export type Breaker = Disposable & {
  /** Rejects with 503 at once while open. */
  readonly run: (send: () => Promise<Outcome>) => Promise<void>;
};

export type BreakerOptions = { readonly volumeThreshold?: number; readonly resetTimeoutMs?: number };

export function createBreaker(
  { name, onChange }: { name: string; onChange: (state: "open" | "closed") => void },
  { volumeThreshold = 20, resetTimeoutMs = 5_000 }: BreakerOptions = {},
): Breaker {
  const breaker = new CircuitBreaker(refuseSilence, {
    name,
    /** Each request has a deadline of its own, after which `send` has always settled. */
    timeout: false,
    volumeThreshold,
    errorThresholdPercentage: 50,
    resetTimeout: resetTimeoutMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });
  breaker.on("open", () => onChange("open"));
  breaker.on("close", () => onChange("closed"));
  return {
    async run(send) {
      try {
        await breaker.fire(send);
      } catch (error) {
        if (error === silence) return;
        throw error instanceof Error && CircuitBreaker.isOurError(error) ? resting(resetTimeoutMs) : error;
      }
    },
    [Symbol.dispose]: () => breaker.shutdown(),
  };
}

const silence = new Error("The service did not answer");

async function refuseSilence(send: () => Promise<Outcome>): Promise<void> {
  if ((await send()) === "silent") throw silence;
}

const resting = (resetTimeoutMs: number) =>
  new AppError("unavailable", "service.unavailable", "Not possible just now: try again", {
    headers: { "Retry-After": String(Math.ceil(resetTimeoutMs / 1000)) },
  });
