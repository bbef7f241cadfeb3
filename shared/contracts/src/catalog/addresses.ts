/** What of the catalog has a page of its own: asked by whoever tells robots of them. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { wholeNumber } from "../language/text.ts";
import { Id, Timestamp } from "../language/values.ts";
import { Slug } from "./slugs.ts";

const ProductAddress = z.object({ id: Id, slug: Slug, updatedAt: Timestamp });

export const addressesApi = {
  listProductAddresses: defineEndpoint({
    method: "get",
    path: "/internal/product-addresses",
    summary: "Every active product's address, by id, after the one that is named",
    access: "service",
    query: z.strictObject({ after: Id.optional(), limit: wholeNumber(1, 50_000) }),
    status: 200,
    reply: ProductAddress,
    replyMode: "stream",
    replyType: "application/x-ndjson",
  }),
  cutProductAddresses: defineEndpoint({
    method: "get",
    path: "/internal/product-addresses/cuts",
    summary: "After which ids the list of addresses is to be cut, so that each part has so many",
    access: "service",
    query: z.strictObject({ size: wholeNumber(1, 50_000) }),
    status: 200,
    reply: z.object({ after: z.array(Id) }),
  }),
};
