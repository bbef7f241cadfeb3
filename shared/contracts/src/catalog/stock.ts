/** How many there are: levels and the ledger behind them. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line } from "../language/text.ts";
import { Id, Timestamp } from "../language/values.ts";
import { Sku } from "./variants.ts";

export const maxOnHand = 1_000_000_000;
export const StockLevel = z.int().nonnegative().max(maxOnHand);

/** What a sale gives back may lie on top of a full shelf, so an answer knows no most. */
const Count = z.int().nonnegative();

/** Always `onHand = available + held`; `version` counts changes of `onHand`. */
export const Stock = z
  .object({
    sku: Sku,
    onHand: Count,
    available: Count,
    held: Count,
    version: z.int().positive(),
  })
  .meta({ id: "Stock" });
export type Stock = z.infer<typeof Stock>;

export const MovementType = z
  .enum(["adjustment", "hold", "release", "sale", "return"])
  .meta({ id: "MovementType" });
export type MovementType = z.infer<typeof MovementType>;

/** `delta` changed `onHand`, `held` changed what is held. */
export const Movement = z
  .object({
    at: Timestamp,
    type: MovementType,
    delta: z.int(),
    held: z.int(),
    orderId: Id.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "Movement" });
export type Movement = z.infer<typeof Movement>;

/** `delta` is added to what is on hand. */
export const StockAdjustment = z
  .strictObject({
    delta: z
      .int()
      .min(-1_000_000)
      .max(1_000_000)
      .refine((delta) => delta !== 0, "must not be 0")
      .meta({ not: { const: 0 } }),
    reason: line(200),
  })
  .meta({ id: "StockAdjustment" });

const skuParams = z.object({ sku: Sku });

const stockSubject = defineSubject({ kind: "stock", id: "sku", shows: Stock });

export const stockApi = {
  getStock: defineEndpoint({
    method: "get",
    path: "/stock/:sku",
    summary: "How many there are of a SKU",
    access: { role: "staff", scope: "catalog:write" },
    params: skuParams,
    etag: true,
    refuses: { not_found: ["stock.not_found"] },
    status: 200,
    reply: Stock,
  }),
  setStock: defineEndpoint({
    method: "put",
    path: "/stock/:sku",
    summary: "Set how many are on hand, for example after counting",
    access: { role: "staff", scope: "catalog:write" },
    params: skuParams,
    act: { action: "stock.set", on: stockSubject, replies: true },
    body: z.strictObject({ onHand: StockLevel }),
    ifMatch: "required",
    etag: true,
    refuses: { not_found: ["stock.not_found"], conflict: ["stock.insufficient", "stock.excessive"] },
    status: 200,
    reply: Stock,
  }),
  adjustStock: defineEndpoint({
    method: "post",
    path: "/stock/:sku/adjustments",
    summary: "Add to what is on hand, or take away",
    access: { role: "staff", scope: "catalog:write" },
    params: skuParams,
    act: { action: "stock.adjust", on: stockSubject, replies: true },
    body: StockAdjustment,
    idempotent: true,
    etag: true,
    refuses: { not_found: ["stock.not_found"], conflict: ["stock.insufficient", "stock.excessive"] },
    status: 200,
    reply: Stock,
  }),
  listMovements: defineEndpoint({
    method: "get",
    path: "/stock/:sku/movements",
    summary: "The ledger of a SKU, newest first",
    access: { role: "staff", scope: "catalog:write" },
    params: skuParams,
    query: z.strictObject(pageQuery),
    refuses: { not_found: ["stock.not_found"] },
    status: 200,
    reply: pageOf(Movement),
  }),
};
