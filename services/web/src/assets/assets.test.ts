import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Script } from "node:vm";
import { gzipSync } from "node:zlib";
import { assetsApi } from "@shop/contracts/web/assets";
import { afterEach, expect, test } from "vitest";
import { iconNames } from "../parts/icon.ts";
import { loadAssets } from "./asset-store.ts";
import { inOrder, join } from "./join.ts";
import { manifestOf } from "./manifest.ts";
import { joinScripts } from "./script-store.ts";

const assets = loadAssets();
const textOf = (name: string): string => Buffer.from(assets.get(name).bytes).toString();
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(joinPath(tmpdir(), "scripts-"));
  folders.push(folder);
  return folder;
};
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

test("scripts and styles weigh what a page may weigh, packed", () => {
  expect(gzipSync(textOf("shop.js"), { level: 9 }).length).toBeLessThanOrEqual(10 * 1024);
  expect(gzipSync(textOf("shop.css"), { level: 9 }).length).toBeLessThanOrEqual(15 * 1024);
});

test("the script is one that a browser can read: no type is left, nothing is imported, no name stands twice", () => {
  const script = textOf("shop.js");
  expect(() => new Script(script)).not.toThrow();
  expect(script).not.toMatch(/^(?:import|export) /m);
});

test("styles ask nobody for anything", () => {
  expect(textOf("shop.css")).not.toMatch(/url\(|@import|https?:/);
});

test("each icon that a page can name is in the sprite", () => {
  const sprite = textOf("icons.svg");
  expect(iconNames.filter((name) => !sprite.includes(`<symbol id="${name}"`))).toEqual([]);
});

test("an asset is found by its address, and by one of another day, which is told apart", () => {
  const { url, name } = assets.get("shop.css");
  const fileName = url.slice("/assets/".length);
  expect(assetsApi.getAsset.params.safeParse({ name: fileName }).success).toBe(true);
  expect(assets.find(fileName)).toMatchObject({ asset: { name }, isCurrent: true });
  expect(assets.find("shop.0123456789ab.css")).toMatchObject({ asset: { name }, isCurrent: false });
  expect(assets.find("shop.0123456789ab.js")).toMatchObject({ asset: { name: "shop.js" }, isCurrent: false });
  expect(assets.find("nothing.0123456789ab.css")).toBeUndefined();
  expect(() => assets.get("nothing.css")).toThrow("There is no asset nothing.css");
});

test("the manifest names an icon that there is", () => {
  expect(manifestOf(assets)).toMatchObject({ start_url: "/", icons: [{ src: assets.get("icon.svg").url }] });
});

const sources = [
  { name: "a.ts", text: 'import { b } from "./b.ts";\nexport const a: number = b + 1;\n' },
  { name: "b.ts", text: "/** Said. */\nexport const b: number = 1;\n" },
];

test("types are taken away once for a content; what was made then is read from then on", () => {
  const folder = newFolder();
  const script = joinScripts(sources, folder);
  expect(new Script(`${script}a`).runInNewContext()).toBe(2);
  const [kept = ""] = readdirSync(folder);
  expect(readFileSync(joinPath(folder, kept), "utf8")).toBe(script);
  writeFileSync(joinPath(folder, kept), "kept");
  expect(joinScripts(sources, folder)).toBe("kept");
});

test("another content is made anew, and takes the place of what was kept", () => {
  const folder = newFolder();
  const before = joinScripts(sources, folder);
  const after = joinScripts([sources[0]!, { ...sources[1]!, text: "export const b = 41;\n" }], folder);
  expect(after).not.toBe(before);
  expect(readdirSync(folder)).toHaveLength(1);
});

test("where nothing can be kept, the script is made all the same", () => {
  const folder = newFolder();
  const file = joinPath(folder, "file");
  writeFileSync(file, "");
  expect(new Script(`${joinScripts(sources, file)}a`).runInNewContext()).toBe(2);
});

test("a module comes after all that it imports", () => {
  const text = (...names: string[]) => names.map((name) => `import { x } from "./${name}.ts";\n`).join("");
  const tangled = [
    { name: "a.ts", text: text("c", "b") },
    { name: "b.ts", text: text("d") },
    { name: "c.ts", text: text("d", "b") },
    { name: "d.ts", text: "" },
  ];
  expect(inOrder(tangled).map(({ name }) => name)).toEqual(["d.ts", "b.ts", "c.ts", "a.ts"]);
});

test("a circle, or a module that is not there, has no order", () => {
  expect(() => join([{ name: "a.ts", text: 'import { a } from "./a.ts";\n' }])).toThrow("cannot import a.ts");
  expect(() => join([{ name: "a.ts", text: 'import { b } from "./b.ts";\n' }])).toThrow("cannot import b.ts");
});
