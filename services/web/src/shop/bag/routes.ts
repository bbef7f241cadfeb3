import type { bagPages } from "@shop/contracts/web/bag";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import { addToBag, mendWanted } from "./add-to-bag.ts";
import { readBagForm } from "./bag-form.ts";
import { changeBag } from "./change-bag.ts";
import { showBag, type BagDeps } from "./show-bag.ts";

export const bagRoutes = (deps: BagDeps): Handlers<typeof bagPages> => ({
  bagPage: async ({ query, ...asked }) => toReply(await showBag(deps, asked, query)),

  changeBag: async ({ form: { value, typed }, ...asked }) => {
    const { do: pressed = "update", ...sent } = value ?? { sku: [], quantity: [], was: [] };
    return toReply(
      await changeBag(deps, asked, {
        form: readBagForm({ ...sent, coupon: typed["coupon"]?.[0] }),
        pressed,
      }),
    );
  },

  addToBag: async ({ form, ...asked }) =>
    toReply(form.value ? await addToBag(deps, asked, form.value) : mendWanted(deps, form)),
});
