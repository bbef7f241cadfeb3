/** Scripts as one: a page asks once, and never for parts of two days. Pure. */

export type Source = { readonly name: string; readonly text: string };

/** Those that are imported first. Throws for a circle, and for one that is not there. */
export function inOrder(sources: readonly Source[]): readonly Source[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const done = new Set<Source>();
  const visit = (name: string, above: readonly string[]): void => {
    const source = byName.get(name);
    if (!source || above.includes(name)) throw new Error(`${above.at(-1)} cannot import ${name}`);
    if (done.has(source)) return;
    for (const needed of readParts(source.text).imports) visit(needed, [...above, name]);
    done.add(source);
  };
  for (const { name } of sources) visit(name, []);
  return [...done];
}

/** One module of those that have lost their types: what they import of each other is there, and nobody else imports it. */
export const join = (sources: readonly Source[]): string =>
  inOrder(sources)
    .flatMap(({ text }) => readParts(text).lines)
    .map((line) => `${line}\n`)
    .join("");

type Parts = {
  /** Names of what it imports. */
  readonly imports: readonly string[];
  /** The rest, without comments and without the blanks where types were: who reads it reads the source. */
  readonly lines: readonly string[];
};

/** By lines, as our code is laid out: a statement that imports and a comment begin one and end one. */
function readParts(text: string): Parts {
  const imports: string[] = [];
  const lines: string[] = [];
  let until: string | undefined;
  for (const whole of text.split("\n")) {
    const line = whole.trimEnd();
    until ??= endOf(line.trimStart());
    if (until === undefined)
      lines.push(line.replace(/^export (?=(?:async )?function |const |let |class )/, ""));
    else if (line.endsWith(until)) {
      const [, name] = / from "\.\/([\w-]+\.ts)";$/.exec(line) ?? [];
      if (name !== undefined) imports.push(name);
      until = undefined;
    }
  }
  return { imports, lines };
}

/** What ends that which is left out and begins here; undefined: it stays. */
function endOf(line: string): string | undefined {
  if (line === "" || line.startsWith("//")) return "";
  if (line.startsWith("/*")) return "*/";
  return line.startsWith("import ") ? ";" : undefined;
}
