/**
 * A made-up catalogue for `POST /products/import`: `node deploy/demo/make-catalogue.ts --products 1000000 --seed 1`
 * writes a product a line. Their categories have to be there first: `--categories` writes those, a body of
 * `POST /categories` a line. With `--to http://localhost:8080` both are sent to that shop instead, as its admin.
 */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { makeCategories, makeProducts } from "./src/made-catalogue.ts";
import { sendCatalogue } from "./src/send-catalogue.ts";

const { values } = parseArgs({
  options: {
    products: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    categories: { type: "boolean", default: false },
    to: { type: "string" },
    email: { type: "string", default: "admin@supercoolshop.test" },
    password: { type: "string", default: "admin-of-the-shop" },
  },
});
const products = makeProducts({ count: Number(values.products), seed: Number(values.seed) });
if (values.to === undefined) {
  for (const row of values.categories ? makeCategories() : products)
    if (!process.stdout.write(`${JSON.stringify(row)}\n`)) await once(process.stdout, "drain");
} else {
  const admin = { email: values.email, password: values.password };
  process.stdout.write(`${await sendCatalogue(values.to, admin, products)}\n`);
}
