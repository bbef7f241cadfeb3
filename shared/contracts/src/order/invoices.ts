/** What an order was sold for, for the books. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { Address } from "../language/address.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { Id, Money, Timestamp } from "../language/values.ts";
import { TaxPart } from "./tax-rates.ts";

/** Whoever sells: as it was when the invoice was numbered. */
export const Seller = z
  .object({ name: z.string(), address: z.array(z.string()), taxId: z.string() })
  .meta({ id: "Seller" });
export type Seller = z.infer<typeof Seller>;

const CreditNote = z
  .object({
    /** `<year>-C<serial>`, in a series of its own. */
    number: z.string(),
    issuedAt: Timestamp,
    amount: Money,
    /** The units it is for; none when it is an amount by itself. */
    lines: z.array(z.object({ sku: Sku, name: z.string(), quantity: z.int().positive(), amount: Money })),
    /** The part of `amount` that is for the shipping. */
    shipping: Money,
    /** What of `amount` is of each rate; absent where the order has several, and nobody kept which line is of which. */
    taxes: z.array(TaxPart).optional(),
    reason: z.string().nullable(),
  })
  .meta({ id: "CreditNote" });

export const Invoice = z
  .object({
    /** `<year>-<serial>`, without gaps: the year in which the money was captured, in UTC. */
    number: z.string(),
    /** When the money was captured. */
    issuedAt: Timestamp,
    orderId: Id,
    orderNumber: z.string(),
    seller: Seller,
    buyer: z.object({ name: z.string(), email: z.string(), address: Address }),
    lines: z.array(
      z.object({
        sku: Sku,
        name: z.string(),
        quantity: z.int().positive(),
        unitPrice: Money,
        lineTotal: Money,
        discount: Money,
        paid: Money,
        taxRate: TaxPart.shape.rate.optional(),
      }),
    ),
    subtotal: Money,
    discount: Money,
    shipping: Money,
    taxes: z.array(TaxPart),
    tax: Money,
    total: Money,
    creditNotes: z.array(CreditNote),
  })
  .meta({ id: "Invoice" });
export type Invoice = z.infer<typeof Invoice>;

export const invoicesApi = {
  getInvoice: defineEndpoint({
    method: "get",
    path: "/orders/:id/invoice",
    summary: "The invoice of an order, from the moment of capture, with a credit note for each refund",
    access: { role: "guest", scope: "orders:read" },
    params: z.object({ id: Id }),
    refuses: { not_found: ["order.not_found", "invoice.not_found"] },
    status: 200,
    reply: Invoice,
  }),
};
