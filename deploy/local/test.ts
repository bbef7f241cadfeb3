/** `npm test`: every check and every test; the last line is `N passed, N failed`. With a filter: only the tests it names. */
import { fileURLToPath } from "node:url";
import { whenParentIsGone } from "./src/parent.ts";
import { runStep, type Step } from "./src/steps.ts";
import { findsTests, runTests } from "./src/vitest-run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { env } = process;
const filters = process.argv.slice(2);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
whenParentIsGone(env["npm_execpath"], () => stopping.abort());

if (!(await findsTests(filters, root))) {
  say(
    `No test file has ${filters.map((filter) => `"${filter}"`).join(" or ")} in its path: try order, gateway or e2e.`,
  );
  process.exit(1);
}

const steps: readonly Step[] = [
  { title: "format", script: "format:check" },
  { title: "lint", script: "lint" },
  { title: "types", script: "types" },
  { title: "boundaries", script: "boundaries" },
  { title: "unused code", script: "unused" },
  { title: "generated docs", script: "docs:check" },
  { title: "golden files", script: "golden:check" },
];

const surroundings = { root, env, signal: stopping.signal, say };
let passed = 0;
let failed = 0;
for (const step of filters.length === 0 ? steps : []) {
  if (stopping.signal.aborted) break;
  if (await runStep(step, surroundings)) passed += 1;
  else failed += 1;
}
if (!stopping.signal.aborted) {
  const tests = await runTests(filters, surroundings);
  passed += tests.passed;
  failed += tests.failed;
}
if (stopping.signal.aborted) say("Stopped before the end.");
say(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || stopping.signal.aborted ? 1 : 0);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
