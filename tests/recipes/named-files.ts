/** The files that a recipe of CONTRIBUTING names: what stands between backticks and is a path, with `<placeholders>`. */
import { readFile } from "node:fs/promises";

const contributing = await readFile(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8");

/** Throws when there is no such recipe. */
export function namedFiles(recipe: string): (path: string) => boolean {
  const [, text] = contributing.split(`## ${recipe}\n`);
  if (text === undefined) throw new Error(`CONTRIBUTING has no recipe "${recipe}"`);
  const own = text.split("\n## ")[0] ?? "";
  const paths = [...own.matchAll(/`([^`\s]+\/[^`\s]*)`/g)].map(([, path = ""]) => path);
  const patterns = paths.map(
    (path) =>
      new RegExp(
        `^${path
          .split(/<[^>]+>/)
          .map(escape)
          .join("[a-z0-9._-]+")}$`,
      ),
  );
  return (path) => patterns.some((pattern) => pattern.test(path));
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
