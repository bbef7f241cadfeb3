/** The end of what the shop holds about a person, from the request to the proof. Pure. */
import type { Erasure as PublicErasure } from "@shop/contracts/user/privacy";
import type { Owed } from "@shop/kit/work/owed";

export type ErasureTask = Owed<"tell_closed"> | Owed<"announce"> | Owed<"finish">;

/** Where a person's data lie besides here. */
export const others = ["catalog", "order"] as const;
export type Other = (typeof others)[number];

export type Erasure = {
  readonly id: string;
  readonly userId: string;
  readonly requestedAt: Date;
  readonly deadline: Date;
  /** When the other services were told; null: somebody may still be signed in. */
  readonly announcedAt: Date | null;
  /** Since when nothing is left in a service. */
  readonly erasedAt: { readonly [Service in Other | "user"]: Date | null };
  /** When the last mail was sent, or given up. */
  readonly toldAt: Date | null;
  readonly owes: readonly ErasureTask[];
};

const dayMs = 24 * 60 * 60_000;

/** Within the month that the law gives. */
const deadlineMs = 30 * dayMs;
/** How long a mail that nobody takes is tried. */
export const mailTriedMs = dayMs;

const owed = <Kind extends ErasureTask["kind"]>(kind: Kind, dueAt: Date): Owed<Kind> => ({
  id: kind,
  kind,
  dueAt,
  attempts: 0,
  giveUpAt: null,
});

/** `restMs`: until then an access token may be good that was given before, and make what was erased anew. */
export const begin = (
  { id, userId }: Pick<Erasure, "id" | "userId">,
  { now, restMs }: { readonly now: Date; readonly restMs: number },
): Erasure => ({
  id,
  userId,
  requestedAt: now,
  deadline: new Date(now.getTime() + deadlineMs),
  announcedAt: null,
  erasedAt: { catalog: null, order: null, user: null },
  toldAt: null,
  owes: [owed("tell_closed", now), owed("announce", new Date(now.getTime() + restMs))],
});

export const finishing = (now: Date): ErasureTask => owed("finish", now);

export const toPublicErasure = (erasure: Erasure): PublicErasure => ({
  id: erasure.id,
  status: statusOf(erasure),
  requestedAt: erasure.requestedAt.toISOString(),
  deadline: erasure.deadline.toISOString(),
  services: ([...others, "user"] as const).map((service) => ({
    service,
    erasedAt: erasure.erasedAt[service]?.toISOString() ?? null,
  })),
});

function statusOf({ erasedAt, announcedAt }: Erasure): PublicErasure["status"] {
  if (erasedAt.user) return "erased";
  return announcedAt ? "erasing" : "requested";
}
