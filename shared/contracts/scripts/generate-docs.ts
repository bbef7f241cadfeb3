/** Writes docs/openapi.json and docs/asyncapi.json from the contracts; `--check` compares instead of writing. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { examples } from "../src/examples.ts";
import { gatewayApi } from "../src/gateway/own.ts";
import { shop } from "../src/shop.ts";
import { toAsyncApi } from "./asyncapi.ts";
import { toOpenApi, type Section } from "./openapi.ts";

const version = "0.1.0";
const folder = new URL("../../../docs/", import.meta.url);
const sections: readonly Section[] = Object.entries(shop).map(([name, { about, api }]) => ({
  name,
  description: about,
  api,
}));
const own: Section = {
  name: "gateway",
  description: "Where things are, whether they run, and what this API is.",
  api: gatewayApi,
  isOwn: true,
};
const documents = {
  "openapi.json": toOpenApi([...sections, own], examples, version),
  "asyncapi.json": toAsyncApi(shop, version),
};

const stale: string[] = [];
await mkdir(folder, { recursive: true });
for (const [name, document] of Object.entries(documents)) {
  const file = new URL(name, folder);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) stale.push(`docs/${name}`);
}
if (stale.length > 0) {
  process.stderr.write(`${stale.join(" and ")} differ from the contracts: run \`npm run docs\`.\n`);
  process.exitCode = 1;
}
