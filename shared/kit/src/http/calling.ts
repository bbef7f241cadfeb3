/** What all who ask another service have in common. */
import { continueTrace, currentContext } from "../process/context.ts";

/** How a breaker judges the other side: when half of 20 calls or more in ten seconds failed, it is left alone for a while. */
export const breakerRules = {
  errorThresholdPercentage: 50,
  volumeThreshold: 20,
  rollingCountTimeout: 10_000,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
} as const;

/** By which the other side's work can be told to belong to the request at hand. */
export function contextHeaders(): Record<string, string> {
  const context = currentContext();
  return context
    ? { "x-request-id": context.requestId, traceparent: continueTrace(context.traceparent) }
    : {};
}
