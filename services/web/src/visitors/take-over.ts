/** What a guest had in the bag becomes theirs who has signed in. */
import { isProblem, orProblem, type Problem } from "@shop/client/refusal";
import type { Asked, Visitor } from "./visitor.ts";
import { countOf } from "./count.ts";
import type { TakenOver } from "./cookies.ts";
import type { SessionClient } from "./session-client.ts";

/** `over`: there is nothing to take over any more. `later`: nobody can say just now. */
export type Outcome =
  | { readonly is: "taken"; readonly count: number; readonly told: TakenOver }
  | { readonly is: "over" }
  | { readonly is: "later" };

/** It never stands in the way of a page for longer. */
const longestMs = 2_000;

/** Asked again it changes nothing: of two pages that ask at once, one has the lines and the other none. */
export async function takeOver(
  sessions: Pick<SessionClient, "tokenOf">,
  { secret, visitor, asked }: { readonly secret: string; readonly visitor: Visitor; readonly asked: Asked },
): Promise<Outcome> {
  const guest = await sessions.tokenOf(secret, asked.meta).catch(() => "unknown" as const);
  if (guest === "unknown") return { is: "later" };
  if (guest === "ended" || guest.kind !== "guest") return { is: "over" };
  const before = await quantitiesIn(visitor);
  const claimed = await orProblem(
    visitor.asks.order.claimCart({
      body: { guestToken: guest.accessToken },
      signal: AbortSignal.timeout(longestMs),
    }),
  ).catch(() => undefined);
  if (!claimed || (isProblem(claimed) && isPassing(claimed))) return { is: "later" };
  if (isProblem(claimed)) return { is: "over" };
  const { body } = claimed;
  const left = body.notTaken.reduce((sum, { quantity }) => sum + quantity, 0);
  const count = countOf(body);
  return { is: "taken", count, told: { added: Math.max(0, count - (before ?? count)), left } };
}

const quantitiesIn = (visitor: Visitor): Promise<number | undefined> =>
  visitor.asks.order.getCart({ signal: AbortSignal.timeout(longestMs) }).then(
    ({ body }) => countOf(body),
    () => undefined,
  );

const isPassing = ({ status, code }: Problem): boolean =>
  status >= 500 || status === 429 || status === 401 || ["cart.in_checkout", "request.busy"].includes(code);
