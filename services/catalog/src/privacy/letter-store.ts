/** Dead letters, as far as they name somebody. */
import { shop } from "@shop/contracts/shop";
import { createDeadLetterStore, type Named } from "@shop/kit/messaging/dead-letter-store";
import type { Connection } from "mongoose";

export type Letters = { readonly dropNaming: (person: Named) => Promise<number> };

export function createLetters(connection: Connection): Letters {
  const letters = createDeadLetterStore({ connection, consumer: "catalog" });
  return { dropNaming: (person) => letters.dropNaming(person, shop.catalog.hears) };
}
