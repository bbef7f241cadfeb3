/** All that clients and other services can ask the catalog for. */
import { addressesApi } from "./addresses.ts";
import { categoriesApi } from "./categories.ts";
import { imagesApi } from "./images.ts";
import { importsApi } from "./imports.ts";
import { catalogPeopleApi } from "./people.ts";
import { productListsApi } from "./product-lists.ts";
import { productsApi } from "./products.ts";
import { quotesApi } from "./quotes.ts";
import { relatedApi } from "./related.ts";
import { reviewsApi } from "./reviews.ts";
import { stockApi } from "./stock.ts";

export const catalogApi = {
  ...productListsApi,
  ...productsApi,
  ...importsApi,
  ...relatedApi,
  ...reviewsApi,
  ...categoriesApi,
  ...imagesApi,
  ...stockApi,
};

/** Asked by other services, never routed by the gateway. */
export const catalogInternalApi = { ...quotesApi, ...addressesApi, ...catalogPeopleApi };
