/** Reads what pages are dressed with from the source's folders, once, when the process starts. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Asset, Assets } from "./asset.ts";
import { joinScripts } from "./script-store.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const root = join(import.meta.dirname, "..");

export function loadAssets(): Assets {
  const assets = new Map([styles(), script(), ...pictures()].map((asset) => [asset.name, asset] as const));
  const hash = hashOf([...assets.values()].map(({ url }) => url).join());
  return {
    get(name) {
      const asset = assets.get(name);
      if (!asset) throw new Error(`There is no asset ${name}`);
      return asset;
    },
    find(fileName) {
      const [stem = "", , extension = ""] = fileName.split(".");
      const asset = assets.get(`${stem}.${extension}`);
      return asset && { asset, isCurrent: asset.url.endsWith(`/${fileName}`) };
    },
    hash,
  };
}

/** One sheet: a page asks once. */
const styles = (): Asset =>
  toAsset(
    "shop.css",
    filesOf("styles", ".css")
      .map(({ text }) => text)
      .join("\n"),
  );

/** One script, too. */
const script = (): Asset => toAsset("shop.js", joinScripts(filesOf("browser", ".ts")));

const pictures = (): Asset[] => filesOf("pictures", ".svg").map(({ name, text }) => toAsset(name, text));

const filesOf = (folder: string, extension: string): { name: string; text: string }[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(extension) && !name.includes(".test."))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), "utf8") }));

function toAsset(name: string, text: string): Asset {
  const bytes = Buffer.from(text);
  const extension = extname(name);
  const stem = name.slice(0, -extension.length);
  const contentType = types[extension] ?? "application/octet-stream";
  return { name, contentType, bytes, url: `/assets/${stem}.${hashOf(text)}${extension}` };
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);
