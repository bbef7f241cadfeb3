/** A provider's event while it is kept: until its order has heard of it, and so long that it would be known again. */
import type { Owed } from "@shop/kit/work/owed";
import type { Notice } from "../orders/transitions/notice.ts";

/** The provider's events as they come in. */
export type PaymentWebhooks = {
  /** In the path. */
  readonly provider: string;
  /**
   * What the event says; undefined for one that is none of our business. Throws `payment.bad_signature`,
   * `payment.bad_event`, and what is not to be answered by a 2xx, so that the provider sends it again.
   */
  read(sent: SentEvent): Promise<Notice | undefined>;
};

type SentHeaders = Readonly<Record<string, string | string[] | undefined>>;

export type SentEvent = { readonly bytes: Buffer; readonly headers: SentHeaders };

export type NoticeTask = Owed<"apply_notice">;

export type KeptNotice = {
  readonly notice: Notice;
  readonly receivedAt: Date;
  readonly owes: readonly NoticeTask[];
};

/** An order that is not there after three days will not come. */
const giveUpMs = 3 * 24 * 60 * 60_000;

export const keep = (notice: Notice, now: Date): KeptNotice => ({
  notice,
  receivedAt: now,
  owes: [
    {
      id: "apply_notice",
      kind: "apply_notice",
      dueAt: now,
      attempts: 0,
      giveUpAt: new Date(now.getTime() + giveUpMs),
    },
  ],
});

/** The older it is, the rarer its order is looked for. */
export function lookAgainMs({ receivedAt }: KeptNotice, now: Date): number {
  const ageMs = now.getTime() - receivedAt.getTime();
  return Math.min(Math.max(250, ageMs / 4), 60_000);
}
