/** No pattern in the code takes more than linear time: each is given to a checker that looks for a text that slows it down. */
import { globSync, readFileSync } from "node:fs";
import { checkSync } from "recheck";
import ts from "typescript";
import { expect, test } from "vitest";

const files = globSync("{gateway,services,shared,deploy}/**/src/**/*.ts", {
  exclude: (path) => path.includes("node_modules") || path.endsWith(".test.ts"),
});

type Pattern = { readonly file: string; readonly source: string; readonly flags: string };

function patternsIn(file: string): Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      found.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest));
  return found;
}

const isSafe = ({ source, flags }: Omit<Pattern, "file">): boolean =>
  checkSync(source, flags, { timeout: 30_000 }).status === "safe";

test("a pattern that is known to be slow is found", () => {
  expect(isSafe({ source: String.raw`\s*(?:"a")?\s*(?:,|$)`, flags: "y" })).toBe(false);
  expect(isSafe({ source: "^(a+)+$", flags: "" })).toBe(false);
});

test("every pattern in the code is linear", () => {
  const patterns = files.flatMap(patternsIn);
  expect(patterns.length).toBeGreaterThan(50);
  expect(patterns.filter((pattern) => !isSafe(pattern))).toEqual([]);
}, 120_000);
