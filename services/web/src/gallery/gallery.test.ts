import { glob, readFile } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "..");

/** What people get is looked at in the gallery only where both are made of the same. */
test("the gallery shows the parts that pages are made of, and no others", async () => {
  const [shown, used] = [new Set<string>(), new Set<string>()];
  for await (const file of glob("**/*.ts", { cwd: src })) {
    const from = resolve(src, file);
    for (const [, path = ""] of (await readFile(from, "utf8")).matchAll(/ from "(\.[^"]+)"/g)) {
      const part = resolve(from, "..", path);
      if (part.includes(`${sep}parts${sep}`)) (file.startsWith("gallery") ? shown : used).add(part);
    }
  }
  expect(shown.size).toBeGreaterThan(5);
  expect([...shown].filter((part) => !used.has(part))).toEqual([]);
});
