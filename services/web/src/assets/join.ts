/** Scripts as one: a page asks once, and never for parts of two days. Pure. */

export type Source = { readonly name: string; readonly text: string };

const importOf = /^import\s[^;]*?from "\.\/([\w-]+\.ts)";[^\S\n]*\n?/gm;

/** Those that are imported first. Throws for a circle, and for one that is not there. */
export function inOrder(sources: readonly Source[]): readonly Source[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const done = new Set<Source>();
  const visit = (name: string, above: readonly string[]): void => {
    const source = byName.get(name);
    if (!source || above.includes(name)) throw new Error(`${above.at(-1)} cannot import ${name}`);
    if (done.has(source)) return;
    for (const [, needed = ""] of source.text.matchAll(importOf)) visit(needed, [...above, name]);
    done.add(source);
  };
  for (const { name } of sources) visit(name, []);
  return [...done];
}

/** One module of those that have lost their types: what they import of each other is there, and nobody else imports it. */
export const join = (sources: readonly Source[]): string =>
  inOrder(sources)
    .map(({ text }) =>
      text.replaceAll(importOf, "").replaceAll(/^export (?=(?:async )?function |const |let |class )/gm, ""),
    )
    .map(light)
    .join("");

/** Where types were, nothing is left but blanks; and who reads it reads the source. */
const light = (text: string): string =>
  text
    .replaceAll(/^[^\S\n]*(?:\/\*\*[\s\S]*?\*\/|\/\/.*)$/gm, "")
    .replaceAll(/[^\S\n]+$/gm, "")
    .replaceAll(/\n{2,}/g, "\n")
    .trimStart();
