/** What the catalog's database has to have. */
import { announcementCollection } from "@shop/kit/messaging/announcing";
import { erasureCollection } from "@shop/kit/privacy/erasure-store";
import type { Layout } from "@shop/kit/mongo/layout";
import type { Config } from "./config.ts";
import { categoryCollection, tombstoneCollection, treeCollection } from "./categories/category-rows.ts";
import { pictureFileCollection } from "./images/gridfs-picture-store.ts";
import { uploadCollection } from "./images/upload-store.ts";
import { importCollection } from "./importing/import-store.ts";
import { companionCollection, heardCollection } from "./related/companion-store.ts";
import { receiptCollection, reviewCollection } from "./reviews/review-rows.ts";
import { currencyCollection } from "./products/currency-store.ts";
import { shelveProducts, tellHighest } from "./products/product-steps-rows.ts";
import { productCollectionIn } from "./products/product-collection-rows.ts";
import { holdsInLevels, reservationCollection } from "./stock/reservation-rows.ts";
import { movementCollection, stockCollection } from "./stock/stock-rows.ts";

export const layoutFor = ({ currencies }: Pick<Config, "currencies">): Layout => ({
  collections: [
    productCollectionIn(currencies),
    categoryCollection,
    tombstoneCollection,
    treeCollection,
    reviewCollection,
    receiptCollection,
    erasureCollection,
    companionCollection,
    heardCollection,
    stockCollection,
    movementCollection,
    reservationCollection,
    pictureFileCollection,
    uploadCollection,
    importCollection,
    currencyCollection,
    announcementCollection,
  ],
  steps: [holdsInLevels, shelveProducts, tellHighest],
});
