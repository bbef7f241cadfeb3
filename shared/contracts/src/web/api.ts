/** All pages of the shop, and what they are dressed with: routed like the rest, and no part of the API's document. */
import { accountPages } from "./account.ts";
import { assetsApi } from "./assets.ts";
import { bagPages } from "./bag.ts";
import { browsingPages } from "./browsing.ts";
import { checkoutPages } from "./checkout.ts";
import { galleryPages } from "./gallery.ts";
import { orderPages } from "./orders.ts";
import { productPages } from "./products.ts";
import { reviewPages } from "./reviews.ts";
import { signInPages } from "./sign-in.ts";

export const webApi = {
  ...browsingPages,
  ...productPages,
  ...reviewPages,
  ...bagPages,
  ...checkoutPages,
  ...orderPages,
  ...signInPages,
  ...accountPages,
  ...galleryPages,
  ...assetsApi,
};
