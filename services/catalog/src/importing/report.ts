/** What an import tells about its rows. */
import type { ImportReport } from "@shop/contracts/catalog/imports";
import type { FieldError } from "../products/errors.ts";
import { maxErrorsOfRow } from "./errors.ts";
import type { BadRow, Row } from "./row.ts";

export type Outcome = "created" | "updated" | "unchanged" | BadRow;

const maxErrors = 1000;
const maxMessage = 500;
const maxRefused = 10_000;

export const newReport = (id: string): ImportReport => ({
  id,
  state: "done",
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  errors: [],
  warnings: [],
});

export function count(report: ImportReport, outcomes: readonly Outcome[]): void {
  const failed = outcomes.filter((outcome) => typeof outcome === "object");
  for (const outcome of outcomes) if (typeof outcome === "string") report[outcome] += 1;
  report.failed += failed.length;
  report.errors.push(...failed.slice(0, maxErrors - report.errors.length).map(toReported));
  report.errors.sort((a, b) => a.line - b.line);
}

/** Of a row that was refused before. */
export function recount(report: ImportReport, line: number, outcome: Outcome): void {
  report.failed -= 1;
  report.errors = report.errors.filter((each) => each.line !== line);
  count(report, [outcome]);
}

/** What had to be guessed or left out of rows that are good otherwise. */
export function warn(report: ImportReport, rows: readonly Row[]): void {
  const warnings = rows.flatMap(({ line, warnings: said }) =>
    said.map(({ code, message }) => ({ line, code, message: message.slice(0, maxMessage) })),
  );
  report.warnings.push(...warnings.slice(0, maxErrors - report.warnings.length));
}

/** So many rows refused, and most of all: the file is something else, and the rest of it would be no better. */
export const isHopeless = ({ created, updated, unchanged, failed }: ImportReport): boolean =>
  failed >= maxRefused && failed > created + updated + unchanged;

/** What was done stays done, and is told. */
export function addEnding(report: ImportReport, line: number): void {
  report.state = "ended";
  report.errors.push({
    line,
    code: "import.ended",
    message: `Ended here: ${report.failed} rows were refused, so these do not look like products`,
  });
}

/** Cut off, because it may repeat what was sent. */
function toReported({ line, error: { code, message, details } }: BadRow): ImportReport["errors"][number] {
  const fields = (details["errors"] ?? []) as readonly FieldError[];
  const places = fields.slice(0, maxErrorsOfRow).map((field) => `${field.path}: ${field.message}`);
  return { line, code, message: [message, ...places].join("; ").slice(0, maxMessage) };
}
