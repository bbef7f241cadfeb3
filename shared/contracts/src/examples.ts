/**
 * Requests as somebody would send them to the demo shop, and what it answers: the documents show them, and
 * a test sends them. A body without an example does not compile.
 */
import type { z } from "zod";
import type { Api, Endpoint } from "./contract.ts";
import type { gatewayApi } from "./gateway.ts";
import type { publicApis } from "./services.ts";
import { euros } from "./values.ts";

type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;

type Example<E extends Endpoint> = {
  readonly params?: InputOf<E["params"]>;
  /** Values as the contract reads them: a number is written in digits. */
  readonly query?: InputOf<E["query"]>;
  readonly reply?: z.input<E["reply"]>;
} & (E["body"] extends z.ZodType ? { readonly body: z.input<E["body"]> } : unknown) &
  (E["bodyMode"] extends "stream" ? { readonly body: string } : unknown);

type WithBody<A extends Api> = {
  [Name in keyof A]: A[Name] extends { body: z.ZodType } | { bodyMode: "stream" } ? Name : never;
}[keyof A];

type ExamplesOf<A extends Api> = { readonly [Name in WithBody<A>]: Example<A[Name]> } & {
  readonly [Name in keyof A]?: Example<A[Name]>;
};

type Apis = typeof publicApis;

const at = "2026-11-25T10:15:30.123Z";
const cover = { id: "66432", slug: "phone-cover", name: "Soft-Touch Phone Cover", brand: "Nordlicht" };
const coverId = { id: cover.id };
const black = { sku: "66432-BLK" };
const price = euros(1999);
const shipping = euros(490);
const total = euros(2489);

const contact = { email: "alice@example.com", name: "Alice" };
const shippingAddress = {
  name: "Alice",
  line1: "Main St 1",
  city: "Berlin",
  postalCode: "10115",
  country: "DE",
};

const colours = { BLK: "black", SND: "sand", SGE: "sage", BLU: "blue", RED: "red", PNK: "pink" };
const coverInput = {
  name: cover.name,
  description: "A slim cover with a soft, grippy back and a raised edge.",
  brand: cover.brand,
  categories: ["phone-cases"],
  attributes: { color: "black", material: "silicone", fits: "Nordlicht One" },
  options: [{ name: "color", values: Object.values(colours) }],
  variants: Object.entries(colours).map(([suffix, color]) => ({
    sku: `${cover.id}-${suffix}`,
    name: color,
    options: { color },
    price,
  })),
  images: [{ url: "/images/phone-case-black.svg", alt: "Soft-Touch Phone Cover, black" }],
};

const stand = {
  id: "phone-stand",
  name: "Folding Phone Stand",
  brand: "Nordlicht",
  categories: ["phone-cases"],
  variants: [{ sku: "STAND-1", price: euros(1499) }],
};
const standRow = { ...stand, variants: [{ sku: "STAND-1", price: euros(1499), stock: 25 }] };

const item = {
  ...cover,
  price,
  image: "/images/phone-case-black.svg",
  rating: { average: 4.6, count: 38 },
  inStock: true,
};

const product = {
  ...cover,
  ...coverInput,
  categories: [{ id: "8f14e45f", slug: "phone-cases", name: "Phone Covers" }],
  variants: coverInput.variants.map((variant) => ({ ...variant, inStock: true })),
  price,
  rating: item.rating,
  reviews: [],
  status: "active" as const,
  version: 3,
  createdAt: at,
  updatedAt: at,
};

const line = {
  ...black,
  productId: cover.id,
  name: "Soft-Touch Phone Cover, black",
  quantity: 1,
  unitPrice: price,
  lineTotal: price,
};

const cart = {
  lines: [{ ...line, image: item.image, available: true }],
  coupon: null,
  subtotal: price,
  discount: euros(0),
  total: price,
  version: 1,
};

const order = {
  id: "01kb1x7r4n8wq2c5t9e3m6a0zd",
  number: "7F3K9QX2",
  status: "confirmed" as const,
  reason: null,
  lines: [line],
  contact,
  shippingAddress,
  shippingMethod: "standard" as const,
  subtotal: price,
  discount: euros(0),
  shipping,
  tax: euros(397),
  total,
  payment: { status: "captured" as const, method: "card" as const, captured: total, refunded: euros(0) },
  shipments: [],
  version: 4,
  createdAt: at,
  updatedAt: at,
};

const catalogExamples: ExamplesOf<Apis["catalog"]> = {
  listProducts: {
    query: { category: "phones", sort: "price", limit: 3 },
    reply: { items: [item], next: null },
  },
  createProduct: { body: stand },
  importProducts: { body: `${JSON.stringify(standRow)}\n` },
  getProduct: { params: coverId, reply: product },
  replaceProduct: { params: coverId, body: coverInput, reply: product },
  updateProduct: { params: coverId, body: { attributes: { material: "recycled silicone" } } },
  removeProduct: { params: { id: stand.id } },
  listReviews: { params: coverId },
  createReview: {
    params: coverId,
    body: { rating: 5, title: "Soft and slim", text: "Fits, and does not slip." },
  },
  createCategory: { body: { name: "Phone Stands", position: 7 } },
  getImage: { params: { name: "phone-case-black.svg" } },
  getStock: { params: black },
  setStock: { params: black, body: { onHand: 250 } },
  adjustStock: { params: black, body: { delta: 20, reason: "Delivery 4711" } },
  listMovements: { params: black },
};

const userExamples: ExamplesOf<Apis["user"]> = {
  register: { body: { ...contact, password: "three-quiet-green-lamps" } },
  logIn: { body: { email: "admin@supercoolshop.test", password: "admin-of-the-shop" } },
  verifyEmail: { body: { token: "the-token-of-your-mail" } },
  refresh: { body: { refreshToken: "the-refreshToken-of-your-last-answer" } },
};

const orderExamples: ExamplesOf<Apis["order"]> = {
  getCart: { reply: cart },
  addCartLine: { body: { ...black, quantity: 1 }, reply: cart },
  setCartLine: { params: black, body: { quantity: 2 } },
  removeCartLine: { params: black },
  placeOrder: {
    body: {
      lines: [{ ...black, quantity: 1 }],
      contact,
      shippingAddress,
      shippingMethod: "standard",
      payment: { method: "card", token: "tok_ok" },
    },
    reply: order,
  },
  listOrders: { reply: { items: [order], next: null } },
  getOrder: { reply: order },
};

const gatewayExamples: ExamplesOf<typeof gatewayApi> = {
  getReadiness: { reply: { status: "ok", services: { catalog: "ok", user: "ok", order: "ok" } } },
};

export const examples = { ...catalogExamples, ...userExamples, ...orderExamples, ...gatewayExamples };
