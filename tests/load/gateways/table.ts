/** The figures as a Markdown table, which a terminal shows well enough. */
import type { Figures } from "./figures.ts";
import type { Absent } from "./site.ts";
import type { Variant } from "./variants.ts";

const columns = [
  "what is asked",
  "a second",
  "to nginx",
  "to direct",
  "p50 ms",
  "p99 ms",
  "CPU µs a request (least)",
  "peak MB",
  "answered by itself",
  "failed",
];

export type Missing = Absent & { readonly variant: Variant };

export function toTable(figures: readonly Figures[], missing: readonly Missing[]): string {
  const rows = [
    columns,
    ...figures.map(toCells),
    ...missing.map(({ variant, absent }) => [variant.name, absent, ...columns.slice(2).map(() => "")]),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function toCells(figures: Figures): string[] {
  const { variant, requestsPerS, toNginx, toDirect, p50Ms, p99Ms, cpuUs, leastCpuUs } = figures;
  return [
    variant.name,
    String(Math.round(requestsPerS)),
    toNginx?.toFixed(2) ?? "—",
    toDirect?.toFixed(2) ?? "—",
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    `${cpuUs.toFixed(0)} (${leastCpuUs.toFixed(0)})`,
    figures.peakMb.toFixed(0),
    `${Math.round(figures.kept * 100)} %`,
    String(figures.failed),
  ];
}
