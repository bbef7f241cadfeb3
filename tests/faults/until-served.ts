/** A service that was killed is asked again by those who had given it up: the gateway, and the order service of the catalog. */
import { soon } from "@shop/testing/soon";
import type { Person } from "../test-shop.ts";

/**
 * Resolves once somebody's writes reach the order service, and its questions the catalog: a process is ready some time
 * before breakers have seen that it is back, and what is refused meanwhile does not come where a test wants it to die.
 */
export async function untilServed(buyer: Person, sku: string): Promise<void> {
  await soon(() => buyer.addCartLine({ body: { sku, quantity: 1 } }));
}
