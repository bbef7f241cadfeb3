/** What a backup says of itself. It is written last, and a folder has its name only with it: without, it is no whole backup. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { firstNumber, type LayoutRow } from "@shop/kit/mongo/layout";
import mongoose, { type mongo } from "mongoose";
import type { ServiceName } from "../backing.ts";

const { EJSON } = mongoose.mongo.BSON;

export type CopiedCollection = {
  readonly name: string;
  readonly documents: number;
  /** Of the file as it lies there. */
  readonly sha256: string;
  readonly options: mongo.CreateCollectionOptions;
  readonly indexes: readonly mongo.IndexDescription[];
};
export type CopiedDatabase = {
  readonly layout: LayoutRow;
  readonly collections: readonly CopiedCollection[];
};
export type Manifest = {
  readonly format: 1;
  readonly shopVersion: string;
  /** All of it is of that time, within the moment between the three databases. */
  readonly takenAt: Date;
  readonly databases: Readonly<Record<ServiceName, CopiedDatabase>>;
};

/** How the data of each service lies in this version of the shop. */
export const newestLayouts: Readonly<Record<ServiceName, number>> = {
  catalog: firstNumber + 3,
  user: firstNumber,
  order: firstNumber + 2,
};

export const fileOf = (folder: string, service: ServiceName, collection: string): string =>
  join(folder, service, `${collection}.ndjson.gz`);

const manifestIn = (folder: string): string => join(folder, "manifest.json");

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${EJSON.stringify(manifest, undefined, 2, { relaxed: true })}\n`;
  await writeFile(manifestIn(folder), text, { mode: 0o600, flag: "wx", flush: true });
}

/** Throws one sentence for what is no backup, or is one of a later version. */
export async function readManifest(folder: string): Promise<Manifest> {
  let manifest: Manifest;
  try {
    manifest = EJSON.parse(await readFile(manifestIn(folder), "utf8")) as Manifest;
  } catch (cause) {
    throw new Error(
      `${folder} is not a whole backup, as its manifest.json can't be read: name a folder that npm run backup has made.`,
      { cause },
    );
  }
  const later = Object.entries(newestLayouts).find(
    ([service, number]) => manifest.databases[service as ServiceName].layout.number > number,
  );
  if (manifest.format !== 1 || later)
    throw new Error(
      `${folder} was made by a later version of the shop (${manifest.shopVersion}): restore it with that one.`,
    );
  return manifest;
}
