/** What following an order is made of. */
import { orderEvents } from "@shop/contracts/order/events";
import type { Logger } from "@shop/kit/process/logger";
import type { Ground } from "@shop/kit/service/open-service";
import type { OrderWatch } from "../orders/order-watch.ts";
import { createStories } from "./stories.ts";
import { beginLooking } from "./tasks.ts";
import { createTimelineStore } from "./timeline-store.ts";

/** Until it is settled, an order is looked at every second by whoever follows it: each checkout would be heard for nobody. */
const onTheWay: ReadonlySet<string> = new Set([
  orderEvents.orderPlaced.name,
  orderEvents.paymentAuthorised.name,
  orderEvents.paymentDeclined.name,
]);
const telling = Object.values(orderEvents).flatMap(({ name }) => (onTheWay.has(name) ? [] : [name]));

/** Whichever replica took an order on, those who wait for it here or follow it hear of it. */
export function openStories(
  { connection, listen, use }: Ground,
  { watch, now, log }: { readonly watch: OrderWatch; readonly now: () => Date; readonly log: Logger },
) {
  const timelines = createTimelineStore({ connection });
  const stories = createStories({ timelines, watch, now });
  use(beginLooking(stories, log));
  listen(telling, ({ aggregateId }) => watch.heard(aggregateId), { onGap: () => stories.doubt() });
  return { timelines, stories };
}
