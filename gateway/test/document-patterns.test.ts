import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

test.each(["openapi.json", "asyncapi.json"])(
  "no pattern of %s needs a flag, and every one is a regular expression",
  async (name) => {
    const text = await readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");
    const patterns = [...JSON.stringify(JSON.parse(text)).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, pattern = ""]) => JSON.parse(pattern) as string,
    );
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) {
      expect(() => new RegExp(pattern)).not.toThrow();
      expect(pattern).not.toMatch(/\\[pP]\{/);
    }
  },
);
