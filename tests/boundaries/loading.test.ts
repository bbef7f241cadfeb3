/** What a service loads when it starts: what none of them uses would be in the memory of each. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Node's own modules, by the names that it gives them inside. */
async function loadedBy(path: string): Promise<readonly string[]> {
  const program = `await import("./${path}"); console.log(JSON.stringify(process.moduleLoadList))`;
  const args = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return (JSON.parse(stdout) as string[]).map((name) => name.replace(/^NativeModule /, ""));
}

// The gateway's proxy imports Node's HTTP itself.
test.each(["catalog", "user", "order", "web"])(
  "the %s service loads HTTP, and not fetch",
  async (service) => {
    const loaded = await loadedBy(`services/${service}/src/start.ts`);
    expect(loaded).toContain("http");
    expect(loaded).not.toContain("internal/deps/undici/undici");
  },
);
