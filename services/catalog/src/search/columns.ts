/** What products are filtered, sorted and counted by: a number a product and column. */
import { createDictionary, createLists, grown } from "./growing.ts";
import type { SearchedProduct } from "./searched-product.ts";

/** Of a product without a brand. */
export const noBrand = 0xffffffff;

export type Columns = ReturnType<typeof createColumns>;

export function createColumns() {
  const statuses = createDictionary();
  const brands = createDictionary();
  const categories = createDictionary();
  /** `name\0value` */
  const attributes = createDictionary();
  const attributeNames = createDictionary();
  const nameOfAttribute: number[] = [];
  const categoryLists = createLists();
  const attributeLists = createLists();
  const prices = new Map<string, Float64Array>();
  const ids: string[] = [];
  const nameKeys: string[] = [];
  const filled = {
    isAlive: new Uint8Array(0),
    status: new Uint8Array(0),
    inStock: new Uint8Array(0),
    nameLength: new Uint8Array(0),
    brand: new Uint32Array(0),
    rating: new Float64Array(0),
    ratingKey: new Float64Array(0),
    createdAt: new Float64Array(0),
  };

  const numberOfAttribute = (name: string, value: string): number => {
    const number = attributes.numberOf(`${name}\0${value}`);
    nameOfAttribute[number] ??= attributeNames.numberOf(name);
    return number;
  };

  const grow = (length: number): void => {
    filled.isAlive = grown(filled.isAlive, length);
    filled.status = grown(filled.status, length);
    filled.inStock = grown(filled.inStock, length);
    filled.nameLength = grown(filled.nameLength, length);
    filled.brand = grown(filled.brand, length);
    filled.rating = grown(filled.rating, length);
    filled.ratingKey = grown(filled.ratingKey, length);
    filled.createdAt = grown(filled.createdAt, length);
    for (const [currency, column] of prices) prices.set(currency, grown(column, length));
  };

  /** One more than the price, so that 0 stands for none. */
  const setPrices = (slot: number, lowest: SearchedProduct["lowest"]): void => {
    for (const column of prices.values()) column[slot] = 0;
    for (const [currency, amount] of Object.entries(lowest)) {
      const column = grown(prices.get(currency) ?? new Float64Array(ids.length), slot + 1);
      column[slot] = amount + 1;
      prices.set(currency, column);
    }
  };

  return {
    filled,
    ids,
    nameKeys,
    statuses,
    brands,
    categories,
    attributes,
    attributeNames,
    nameOfAttribute,
    categoryLists,
    attributeLists,
    /** Minor units and one more; 0: it has no price. Undefined: nothing has a price in it. */
    pricesIn: (currency: string): Float64Array | undefined => prices.get(currency),
    set: (slot: number, product: SearchedProduct, nameLength: number): void => {
      grow(slot + 1);
      ids[slot] = product.id;
      nameKeys[slot] = product.nameKey;
      filled.isAlive[slot] = 1;
      filled.status[slot] = statuses.numberOf(product.status);
      filled.inStock[slot] = Number(product.inStock);
      filled.nameLength[slot] = Math.min(nameLength, 255);
      filled.brand[slot] = product.brand === null ? noBrand : brands.numberOf(product.brand);
      filled.rating[slot] = product.rating;
      filled.ratingKey[slot] = product.ratingKey;
      filled.createdAt[slot] = product.createdAt;
      setPrices(slot, product.lowest);
      categoryLists.set(slot, [...new Set(product.categoryPath)].map(categories.numberOf));
      attributeLists.set(
        slot,
        product.attributes.map(([name, value]) => numberOfAttribute(name, value)),
      );
    },
    remove: (slot: number): void => {
      filled.isAlive[slot] = 0;
    },
  };
}
