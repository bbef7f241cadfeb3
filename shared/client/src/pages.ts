/** Lists, item by item. */
import type { Page } from "@shop/contracts/language/page";

type List = (call: never) => Promise<{ readonly body: Page<unknown> }>;
type Item<L extends List> = Awaited<ReturnType<L>>["body"]["items"][number];

/** Every item of a list, a page at a time as they are wanted: `for await (const order of each(shop.listOrders, { query: { limit: 100 } }))`. */
export async function* each<L extends List>(list: L, ...[call]: Parameters<L>): AsyncGenerator<Item<L>> {
  const ask = list as unknown as (call: unknown) => ReturnType<List>;
  const given = call as { readonly query?: object } | undefined;
  let cursor: string | undefined;
  do {
    const { body } = await ask({
      ...given,
      query: { ...given?.query, ...(cursor !== undefined && { cursor }) },
    });
    yield* body.items as Item<L>[];
    cursor = body.next ?? undefined;
  } while (cursor !== undefined);
}
