/** What is known of an import while it runs and a day after. */
import type { Import as PublicImport } from "@shop/contracts/catalog/imports";

export type ImportState = PublicImport["state"];

/** How far it has come. */
export type Progress = Pick<PublicImport, "bytes" | "rows" | "created" | "updated" | "unchanged" | "failed">;

export type Import = Progress & {
  readonly id: string;
  readonly state: ImportState;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
};

/** Whoever runs one says so more often: an import not heard of for so long died with its process. */
export const silentMs = 30_000;
