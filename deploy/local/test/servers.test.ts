import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { startChild } from "@shop/servers/child";
import { findOnPath, runCommand } from "@shop/servers/command";
import { findProgram } from "@shop/servers/ladder";

const { env } = process;
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.skipIf(process.platform !== "linux")(
  "a child ends though its parent was killed without a word",
  async () => {
    expect(await findOnPath("setpriv", env)).toBeDefined();
    const program = `
    const { startChild } = await import("@shop/servers/child");
    const child = await startChild({ name: "sleeper", file: "sleep", args: ["600"], env: process.env });
    console.log(child.pid);
    await child.exited;
  `;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [text] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(text.toString());
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  },
);

test("a child that ignores SIGTERM is killed when its time is up", async () => {
  const deaf =
    "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('up')";
  const up = Promise.withResolvers<string>();
  const child = await startChild({
    name: "deaf",
    file: process.execPath,
    args: ["-e", deaf],
    env,
    graceMs: 200,
    onLine: up.resolve,
  });
  await up.promise;
  await child[Symbol.asyncDispose]();
  expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
});

test("a program that can't be run is an end like any other, with its reason", async () => {
  const child = await startChild({ name: "nothing", file: "/no/such/program", args: [], env: { PATH: "" } });
  expect((await child.exited).code).toBe(127);
  expect(child.lines().join()).toContain("ENOENT");
});

test("a command that says nothing for too long is given up", async () => {
  const { ok, output } = await runCommand("sleep", ["60"], { env, silenceMs: 100 });
  expect(ok).toBe(false);
  expect(output).toContain("nothing was heard of it");
});

test("where no rung works, one sentence names the ways out", async () => {
  const found = findProgram("redis", { env: { PATH: "" }, packages: "/nowhere", say: () => undefined });
  await expect(found).rejects.toThrow(
    /^Redis could not be had: put redis-server on PATH, or start Docker, or set REDIS_URL/,
  );
});
