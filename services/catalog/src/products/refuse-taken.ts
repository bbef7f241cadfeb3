import type { AppError } from "@shop/kit/errors";
import { productErrors } from "./errors.ts";
import type { SaveResult } from "./product-save-store.ts";

/** What another product has, as the reason why this one cannot have it. */
export function refuseTaken({ what, value }: Extract<SaveResult, { kind: "taken" }>, id: string): AppError {
  if (what === "sku") return productErrors.skuTaken(value);
  return value === id ? productErrors.idTaken(value) : productErrors.slugTaken(value);
}

const takenCodes = [productErrors.idTaken, productErrors.slugTaken, productErrors.skuTaken].map(
  (refuse) => refuse("").code,
);

export const isTaken = (error: AppError): boolean => takenCodes.includes(error.code);
