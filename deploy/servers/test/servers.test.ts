import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { startChild } from "../src/child.ts";
import { findOnPath, runCommand } from "../src/command.ts";
import { findProgram } from "../src/ladder.ts";

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

test("a child is known to have ended, with its last words, while a child of its own still holds its output", async () => {
  const began = performance.now();
  await using child = await startChild({
    name: "parent",
    file: "sh",
    args: ["-c", "echo the last word; sleep 5 & exit 3"],
    env,
  });
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect(performance.now() - began).toBeLessThan(4_000);
  await expect.poll(() => child.lines()).toEqual(["the last word"]);
});

test("a command that is out of time ends with all that it has started", async () => {
  const began = performance.now();
  const { ok, output } = await runCommand("sh", ["-c", "sleep 5; echo never"], { env, timeoutMs: 100 });
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(ok).toBe(false);
  expect(output).toBe("\nout of time");
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
