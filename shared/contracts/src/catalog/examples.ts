/** The catalog as the demo shop has it. */
import type { ExamplesOf } from "../language/example.ts";
import { euros } from "../language/values.ts";
import type { catalogApi } from "./api.ts";

const at = "2026-11-25T10:15:30.123Z";
export const cover = { id: "66432", slug: "phone-cover", name: "Soft-Touch Phone Cover", brand: "Nordlicht" };
const coverId = { id: cover.id };
/** Named by its content, and so the same in every demo shop. */
const coverImage = "/images/7272ac84c1134392c3a15b8031c6b041.webp";
const springId = { id: "spring-2026" };
const standsId = { id: "phone-stands" };
export const black = { sku: "66432-BLK" };
export const price = euros(1999);

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
  images: [{ url: coverImage, alt: "Soft-Touch Phone Cover, black" }],
};

const stand = {
  id: "phone-stand",
  name: "Folding Phone Stand",
  brand: "Nordlicht",
  categories: ["phone-cases"],
  variants: [{ sku: "STAND-1", price: euros(1499) }],
};
const standRow = { ...stand, variants: [{ sku: "STAND-1", price: euros(1499), stock: 25 }] };

export const item = {
  ...cover,
  price,
  image: coverImage,
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
  taxCategory: "standard" as const,
  version: 3,
  createdAt: at,
  updatedAt: at,
};

export const catalogExamples: ExamplesOf<typeof catalogApi> = {
  listProducts: {
    query: { category: "phones", sort: "price", limit: 3 },
    reply: { items: [item], next: null },
  },
  createProduct: { body: stand },
  importProducts: { query: springId, body: `${JSON.stringify(standRow)}\n` },
  getProduct: { params: coverId, reply: product },
  replaceProduct: { params: coverId, body: coverInput, reply: product },
  updateProduct: { params: coverId, body: { attributes: { material: "recycled silicone" } } },
  removeProduct: { params: { id: stand.id } },
  listRelated: { params: coverId, reply: { items: [item], next: null } },
  listReviews: { params: coverId },
  createReview: {
    params: coverId,
    body: { rating: 5, title: "Soft and slim", text: "Fits, and does not slip." },
  },
  getOwnReview: { params: coverId },
  updateReview: { body: { status: "hidden" } },
  getCategory: { params: { id: "phone-cases" } },
  createCategory: { body: { name: "Phone Stands", position: 7 } },
  updateCategory: { params: standsId, body: { name: "Stands & Holders" } },
  removeCategory: { params: standsId },
  addImage: {
    params: coverId,
    query: { alt: "The back of the cover" },
    body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 16"><rect width="9" height="16" rx="1"/></svg>',
  },
  replaceImages: {
    params: coverId,
    query: { alt: "Soft-Touch Phone Cover" },
    body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 16"><rect width="9" height="16" rx="2"/></svg>',
  },
  getImage: { params: { name: coverImage.slice("/images/".length) } },
  getImport: { params: springId },
  endImport: { params: springId },
  getStock: { params: black },
  setStock: { params: black, body: { onHand: 250 } },
  adjustStock: { params: black, body: { delta: 20, reason: "Delivery 4711" } },
  listMovements: { params: black },
};
