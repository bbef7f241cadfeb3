import type { checkoutPages } from "@shop/contracts/web/checkout";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import { checkOut } from "./check-out.ts";
import type { CheckoutDeps } from "./checkout.ts";
import { showCheckout } from "./show-checkout.ts";

export const checkoutRoutes = (known: Omit<CheckoutDeps, "newKey">): Handlers<typeof checkoutPages> => {
  const deps = { ...known, newKey: () => crypto.randomUUID() };
  return {
    checkoutPage: async ({ query, ...asked }) => toReply(await showCheckout(deps, asked, query)),
    checkOut: async ({ form, ...asked }) =>
      toReply(await checkOut(deps, asked, { form, pressed: form.typed["do"]?.[0] ?? "place" })),
  };
};
