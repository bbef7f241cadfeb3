/** An address that is told of events, and the secrets that what is sent there is signed by. Pure. */
import type { Webhook as PublicWebhook } from "@shop/contracts/order/webhooks";
import type { Owed } from "@shop/kit/work/owed";

/** Deliveries of this webhook are due: one process at a time sends them, so that a slow receiver holds up nobody but itself. */
export type DeliverTask = Owed<"deliver">;

type OldSecret = { readonly secret: string; readonly until: Date };

export type Webhook = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  /** The newest first. */
  readonly oldSecrets: readonly OldSecret[];
  readonly createdAt: Date;
  /** Counts what came to be delivered: whoever has nothing left to do rests only if it is still what it was. */
  readonly news: number;
  readonly version: number;
};

export const maxWebhooks = 100;

const overlapMs = 24 * 60 * 60_000;
/** Each is one more signature on every delivery. */
const maxOldSecrets = 3;

export function rotated(webhook: Webhook, { secret, now }: { readonly secret: string; readonly now: Date }) {
  const before = { secret: webhook.secret, until: new Date(now.getTime() + overlapMs) };
  const oldSecrets = [before, ...validAt(webhook, now)].slice(0, maxOldSecrets);
  return { ...webhook, secret, oldSecrets, version: webhook.version + 1 };
}

/** All that a delivery is signed by now, the newest first. */
export const secretsOf = (webhook: Webhook, now: Date): readonly string[] => [
  webhook.secret,
  ...validAt(webhook, now).map(({ secret }) => secret),
];

const validAt = ({ oldSecrets }: Webhook, now: Date): readonly OldSecret[] =>
  oldSecrets.filter(({ until }) => until > now);

/** Without its secrets. */
export const toPublicWebhook = (webhook: Webhook, now: Date): PublicWebhook => ({
  id: webhook.id,
  url: webhook.url,
  events: [...webhook.events],
  previousSecretUntil: validAt(webhook, now)[0]?.until.toISOString() ?? null,
  createdAt: webhook.createdAt.toISOString(),
});
