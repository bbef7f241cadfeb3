/** Draws who may call what and is shown what into docs/security.md; `--check` compares instead of writing. */
import { readFile, writeFile } from "node:fs/promises";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { endpoints, type Described } from "./endpoints.ts";
import { faultOf } from "./faults.ts";
import { faultOfPage, pages, type DescribedPage } from "./pages.ts";
import { owned, rows } from "./rows.ts";
import { shownTo, visitors } from "./who-sees.ts";
import { outcomeOf, type Caller, type Who } from "./who.ts";

const file = new URL("../../../docs/security.md", import.meta.url);

/** By the heads of the columns; every bad token is answered as one that has expired. */
const columns: Readonly<Record<string, Caller>> = {
  nobody: "nobody",
  guest: "guest",
  customer: "customer",
  "other customer": "other customer",
  staff: "staff",
  admin: "admin",
  "key, its scope": "key with the scope",
  "key, others": "key without it",
  service: "service",
  "bad token": "expired",
};

const isForeign = (name: string, caller: Caller): boolean =>
  caller === "other customer" && (owned[name] ?? "nobody's") !== "nobody's";

function cell(name: string, who: Who, caller: Caller): string {
  const outcome = outcomeOf(who, caller);
  if (outcome !== "in") return String(outcome);
  return isForeign(name, caller) ? "404" : "✓";
}

const spelled = ({ method, path }: Endpoint): string =>
  `${method.toUpperCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;

function rowOf({ owner, name, endpoint, isInternal }: Described): string[] {
  const who = rows[owner]?.[name] ?? "service";
  const path = spelled(endpoint);
  const where = isInternal ? `\`${path}\` of ${owner}` : `\`${path}\``;
  return [where, who, ...Object.values(columns).map((caller) => cell(name, who, caller))];
}

const rowOfPage = ({ page, sees }: DescribedPage): string[] => [
  `\`${spelled(page)}\``,
  sees,
  ...visitors.map((visitor) => {
    const shown = shownTo(sees, visitor);
    return shown === "in" ? "✓" : String(shown);
  }),
];

/** As the formatter lays a table out. */
function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...lines].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...lines.map(line)];
}

/** The text with the table where its marks are. */
function withTable(text: string, name: string, drawn: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [above, rest] = text.split(begin);
  const below = rest?.split(end)[1];
  if (above === undefined || below === undefined)
    throw new Error(`docs/security.md has no ${begin} … ${end}`);
  return `${above}${[begin, "", ...drawn, "", end].join("\n")}${below}`;
}

const faults = [...endpoints.map(faultOf), ...pages.map(faultOfPage)].filter((fault) => fault !== undefined);
if (faults.length > 0)
  throw new Error(`tests/e2e/authorisation does not say what the contracts say:\n${faults.join("\n")}`);

const before = await readFile(file, "utf8");
const callers = table(["Endpoint", "For", ...Object.keys(columns)], endpoints.map(rowOf));
const shown = table(["Page or form", "For", ...visitors], pages.map(rowOfPage));
const after = withTable(withTable(before, "drawn", callers), "drawn pages", shown);
if (!process.argv.includes("--check")) await writeFile(file, after);
else if (before !== after) {
  process.stderr.write("docs/security.md differs from the rows of who may call what: run `npm run docs`.\n");
  process.exitCode = 1;
}
