/** Redis and RabbitMQ for a machine that has neither: apt's packages unpacked, else apt as root, else brew. */
import { type Environment, findOnPath, runCommand } from "../command.ts";
import { type NativeProgram, type ServerName, type Surroundings, titles } from "../program.ts";
import { unpackDebianPackages } from "./apt.ts";

type Find = (env: Environment, root: string) => Promise<Omit<NativeProgram, "rung"> | undefined>;

export async function installPackage(
  name: Exclude<ServerName, "mongodb">,
  find: Find,
  surroundings: Surroundings,
): Promise<NativeProgram | undefined> {
  const { env } = surroundings;
  const unpacked = await unpackDebianPackages([`${name}-server`], surroundings);
  const found = unpacked ? await find(unpacked.env, unpacked.root) : undefined;
  if (found) return { ...found, rung: "install" };
  for (const command of installers(name)) {
    if (!(await findOnPath(command[0], env))) continue;
    surroundings.say(`Installing ${titles[name]}: ${command.join(" ")} …`);
    const { ok } = await runCommand(command[0], command.slice(1), {
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
      timeoutMs: 600_000,
    });
    const installed = ok ? await find(env, "/") : undefined;
    if (installed) return { ...installed, rung: "install" };
  }
  return undefined;
}

const installers = (name: string): [string, ...string[]][] => [
  ...(process.getuid?.() === 0
    ? [["apt-get", "install", "-y", "--no-install-recommends", `${name}-server`] as [string, ...string[]]]
    : []),
  ["brew", "install", name],
];
