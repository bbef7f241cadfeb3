/** Draws what the gateway keeps of which endpoint into docs/caching.md; `--check` compares instead of writing. */
import { readFile, writeFile } from "node:fs/promises";
import type { CachePolicy } from "../src/language/cache.ts";
import type { Api, Endpoint } from "../src/language/endpoint.ts";
import { publicApis } from "../src/shop.ts";
import { webApi } from "../src/web/api.ts";

const file = new URL("../../../docs/caching.md", import.meta.url);
const [begin, end] = ["<!-- drawn: begin -->", "<!-- drawn: end -->"];

type Cached = Endpoint & { readonly cache: CachePolicy };

const apis = Object.values<Api>({ ...publicApis, web: webApi });
const cached = apis
  .flatMap((api) => Object.values(api))
  .filter((endpoint): endpoint is Cached => endpoint.cache !== undefined);

const units = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** In the largest unit that it is whole in. */
function toTime(seconds: number): string {
  const [size, unit] = units.find(([each]) => seconds % each === 0) ?? [1, "second"];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const rows = cached.map(({ path, replyType, cache: { maxAgeS, staleS = 0, tags } }) => [
  `\`${path.replaceAll(/:(\w+)/g, "{$1}")}\`${path === "/" && replyType ? ", the page" : ""}`,
  toTime(maxAgeS),
  staleS === 0 ? "–" : toTime(staleS),
  tags.length === 0 ? "time alone" : tags.map((tag) => `\`${tag}\``).join(", "),
]);
const head = ["`GET`", "fresh", "may stand in after that", "ended by tags of these kinds"];

/** As the formatter lays a table out. */
const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
const line = (row: readonly string[]): string =>
  `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
const table = [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];

const before = await readFile(file, "utf8");
const [above, rest] = before.split(begin);
const below = rest?.split(end)[1];
if (above === undefined || below === undefined) throw new Error(`docs/caching.md has no ${begin} … ${end}`);
const after = `${above}${[begin, "", ...table, "", end].join("\n")}${below}`;
if (!process.argv.includes("--check")) await writeFile(file, after);
else if (before !== after) {
  process.stderr.write("docs/caching.md differs from the contracts: run `npm run docs`.\n");
  process.exitCode = 1;
}
