import { randomUUID } from "node:crypto";
import type { RunningOrder } from "./running-order.ts";

/** Somebody who looks around as a guest, and has an account to claim it for. */
export async function visit(shop: RunningOrder) {
  const [guestId, id] = [randomUUID(), randomUUID()];
  const guestToken = await shop.tokens.tokenFor({ id: guestId, role: "guest" });
  return { guestId, id, guestToken, guest: await shop.as(guestId), alice: await shop.as(id, "customer") };
}
