/** Draws what may happen to an order into docs/orders.md; `--check` compares instead of writing. */
import { readFile, writeFile } from "node:fs/promises";
import { toStatus, type OrderState } from "../src/orders/order.ts";
import { walkOrders, type Seen } from "./walk-orders.ts";

const file = new URL("../../../docs/orders.md", import.meta.url);
const [begin, end] = ["<!-- drawn: begin -->", "<!-- drawn: end -->"];

const states: readonly OrderState[] = [
  "placed",
  "authorising",
  "payment_unknown",
  "committing",
  "capturing",
  "confirmed",
  "shipped",
  "delivered",
  "compensating",
  "cancelled",
];
const seen = walkOrders().toSorted((a, b) => rankOf(a) - rankOf(b));
const steps = seen.filter((row): row is Seen & { to: OrderState } => typeof row.to === "string");

function rankOf({ from, to }: Seen): number {
  return states.indexOf(from) * 100 + (typeof to === "string" ? states.indexOf(to) : 99);
}

const diagram = [
  "```mermaid",
  "stateDiagram-v2",
  "    [*] --> placed",
  ...[...Map.groupBy(steps, ({ from, to }) => `${from} --> ${to}`)]
    .filter(([, [row]]) => row && row.from !== row.to)
    .map(([arrow, rows]) => `    ${arrow}: ${rows.map(({ news }) => news).join(", ")}`),
  "```",
];

const code = (text: string) => `\`${text}\``;
const list = (words: Iterable<string>) => [...words].toSorted().map(code).join(", ");

/** As the formatter lays a table out. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)];
}

const shown = table(
  ["State", "`status`"],
  states.map((state) => [code(state), code(toStatus(state))]),
);
const told = table(
  ["In", "Told", "Then", "May announce", "May owe"],
  steps.map(({ from, news, to, events, owes }) => [
    code(from),
    code(news),
    code(to),
    list(events),
    list(owes),
  ]),
);
const refused = Map.groupBy(seen, ({ news, to }) => (typeof to === "string" ? "" : `${news} ${to.refused}`));
const refusals = table(
  ["Asked for", "Refused with", "In"],
  [...refused]
    .filter(([key]) => key !== "")
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, rows]) => {
      const [news = "", refusal = ""] = key.split(" ");
      return [code(news), code(refusal), rows.map(({ from }) => code(from)).join(", ")];
    }),
);

const drawn = [begin, "", ...diagram, "", ...shown, "", ...told, "", ...refusals, "", end].join("\n");

const before = await readFile(file, "utf8");
const [head, rest] = before.split(begin);
const tail = rest?.split(end)[1];
if (head === undefined || tail === undefined) throw new Error(`docs/orders.md has no ${begin} … ${end}`);
const after = `${head}${drawn}${tail}`;
if (!process.argv.includes("--check")) await writeFile(file, after);
else if (before !== after) {
  process.stderr.write("docs/orders.md differs from the transitions: run `npm run docs`.\n");
  process.exitCode = 1;
}
