/** What becomes of webhooks on their way, as somebody has told: real ones get lost, late, doubled and out of order too. */
import { z } from "zod";

export const WebhookFaults = z.strictObject({
  /** The share that is never sent, from 0 to 1. */
  lose: z.number().min(0).max(1).default(0),
  /** After what they tell of. */
  delayMs: z.int().min(0).max(600_000).default(250),
  /** Each is held back a random time up to this long besides, so that they overtake each other. */
  jitterMs: z.int().min(0).max(600_000).default(0),
  /** How often each is sent. */
  copies: z.int().min(1).max(10).default(1),
});
export type WebhookFaults = z.output<typeof WebhookFaults>;

/** A moment after the answer, as providers do. */
export const usual: WebhookFaults = WebhookFaults.parse({});
