/** A catalog with 600 products: few prices and few times, so that most share theirs with many others. */
import { euros } from "@shop/contracts/language/values";
import { aProduct, runCatalog } from "./running-catalog.ts";

export type Row = {
  _id: string;
  status: string;
  brand: string | null;
  categoryPath: string[];
  attributes: { name: string; value: string }[];
  price: { amount: number };
  inStock: boolean;
  createdAt: Date;
};

export async function runFullCatalog() {
  const catalog = await runCatalog();

  for (const [id, parentId] of [
    ["phones", null],
    ["covers", "phones"],
    ["books", null],
  ] as const)
    await catalog.staff.createCategory({ body: { id, name: id, parentId } });
  const lines = Array.from({ length: 600 }, (_, index) => {
    const sku = `S${index}`;
    return JSON.stringify({
      ...aProduct({
        id: `p${String((index * 7919) % 600).padStart(3, "0")}`,
        name: `Thing ${index}`,
        slug: `thing-${index}`,
        brand: ["Acme", "Brio", "Core"][index % 3] ?? null,
        status: index % 10 === 0 ? "draft" : "active",
        categories: [index % 2 === 0 ? "covers" : "books"],
        attributes: { "Weight (g)": String(index % 4), "No. of doors": String(index % 3), Colour: "red" },
      }),
      variants: [{ sku, price: euros(1000 + (index % 4) * 100), stock: index % 5 === 0 ? 0 : 3 }],
    });
  });
  const { body } = await catalog.staff.importProducts({ body: lines.join("\n") });
  if (body.created !== 600) throw new Error(`Not all products are there: ${JSON.stringify(body)}`);
  return { catalog, rows: await catalog.rows<Row>("products").find().toArray() };
}
