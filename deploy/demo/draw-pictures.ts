/** Draws the demo shop's pictures into the catalog's image folder: `node deploy/demo/draw-pictures.ts`. Repeatable. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { paints, toSvg, type Pictures } from "./src/pictures/brush.ts";
import { clothing } from "./src/pictures/clothing.ts";
import { desk } from "./src/pictures/desk.ts";
import { electronics } from "./src/pictures/electronics.ts";
import { home } from "./src/pictures/home.ts";
import { leisure } from "./src/pictures/leisure.ts";

const folder = fileURLToPath(new URL("../../services/catalog/images/", import.meta.url));
const rooms: readonly (readonly [background: string, pictures: Pictures])[] = [
  ["#e6edf3", { ...electronics, ...desk }],
  ["#f3ece4", clothing],
  ["#efe9df", home],
  ["#e8efe6", leisure],
];

const files = new Map<string, string>();
for (const [background, pictures] of rooms) {
  for (const [kind, { draw, colours }] of Object.entries(pictures)) {
    for (const colour of colours ?? [])
      files.set(`${kind}-${colour}.svg`, toSvg(background, draw(paints[colour])));
    if (!colours) files.set(`${kind}.svg`, toSvg(background, draw(paints.grey)));
  }
}

await mkdir(folder, { recursive: true });
for (const name of await readdir(folder))
  if (name.endsWith(".svg") && !files.has(name)) await rm(join(folder, name));
for (const [name, svg] of files) await writeFile(join(folder, name), svg);
process.stdout.write(`${files.size} pictures drawn\n`);
