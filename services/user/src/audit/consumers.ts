import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { userEvents } from "@shop/contracts/user/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { AuditStore } from "./audit-store.ts";

/** An act that is told twice has one id. */
export const auditConsumers = ({ audit }: { readonly audit: Pick<AuditStore, "insert"> }): Subscription[] =>
  [catalogEvents.staffActed, orderEvents.staffActed, userEvents.staffActed].map((staffActed) =>
    on(staffActed, ({ data: { actId, at, ...act } }) =>
      audit.insert({ id: actId, at: new Date(at), ...act }),
    ),
  );
