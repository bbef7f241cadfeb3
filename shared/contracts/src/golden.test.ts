/** Every version of an event that was ever published lies in `golden/` for good, and today's consumers must read it. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventDefinitions } from "./shop.ts";

const folder = new URL("../golden/", import.meta.url);
const files = readdirSync(folder);

test("every event has a file for its version", () => {
  const expected = eventDefinitions.map(({ name, version }) => `${name}.${version}.json`);
  expect(files).toEqual(expect.arrayContaining(expected));
});

test.each(files)("%s is read without loss", (file) => {
  const published: unknown = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  const definition = eventDefinitions.find(({ name }) => file.startsWith(`${name}.`));
  expect(definition?.envelope.parse(published)).toEqual(published);
});

test.each(files)("%s may carry what a later version adds", (file) => {
  const published = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { data: object };
  const definition = eventDefinitions.find(({ name }) => file.startsWith(`${name}.`));
  const later = { ...published, data: { ...published.data, addedLater: 1 }, alsoAdded: true };
  expect(definition?.envelope.parse(later)).toEqual(published);
});
