import { eventDefinitions } from "@shop/contracts/shop";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import { keepEvent, type KeepEventDeps } from "./keep-event.ts";

/** Of every event of the shop; which of them come, those who register webhooks choose. */
export const webhookConsumers = (deps: KeepEventDeps): readonly Subscription[] =>
  eventDefinitions.map((definition) => on(definition, (event) => keepEvent(deps, event)));
