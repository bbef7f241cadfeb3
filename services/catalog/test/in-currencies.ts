/** A product whose two variants differ in what they cost, and one of which is not sold in all currencies. */
import { euros } from "@shop/contracts/language/values";
import { aProduct, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

export const yen = (amount: number) => ({ amount, currency: "JPY" });
export const dinars = (amount: number) => ({ amount, currency: "KWD" });

export const twoVariants = (word: string) => [
  { sku: `${word}-A`, options: { Size: "A" }, price: euros(1999), prices: [yen(3300), dinars(12_345)] },
  { sku: `${word}-B`, options: { Size: "B" }, price: euros(1499), prices: [yen(3500)] },
];

export async function sellInCurrencies(catalog: RunningCatalog) {
  const word = uniqueWord();
  const answer = await catalog.staff.createProduct({ body: aProduct({ variants: twoVariants(word) }) });
  return { word, answer, id: answer.body.id };
}
