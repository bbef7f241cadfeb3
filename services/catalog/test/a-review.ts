import { expect } from "vitest";
import { aProduct, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

export const newProduct = async ({ staff }: RunningCatalog) =>
  (await staff.createProduct({ body: aProduct() })).body.id;

export const shownOf = async (catalog: RunningCatalog, id: string) =>
  (await catalog.public.getProduct({ params: { id } })).body;

export async function reviewedBy(
  catalog: RunningCatalog,
  { id, rating, customerId = uniqueWord() }: { id: string; rating: number; customerId?: string | undefined },
) {
  const customer = await catalog.as("customer", customerId);
  const answer = await customer.createReview({ params: { id }, body: { rating } });
  expect(answer.status).toBe(201);
  return { ...answer.body, customer, customerId };
}
