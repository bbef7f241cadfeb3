/** What `npm start` can be asked for, also as people type it: npm keeps `npm start --fresh` to itself and tells by a variable. */
import { parseArgs } from "node:util";
import type { Environment } from "@shop/servers/command";
import { type ProcessName, processNames } from "./processes.ts";

export type Options = {
  readonly isFresh: boolean;
  readonly withBroker: boolean;
  readonly isWatching: boolean;
  readonly inspected: readonly ProcessName[];
  readonly isHelpWanted: boolean;
};

const known = {
  fresh: { type: "boolean" },
  "without-broker": { type: "boolean" },
  watch: { type: "boolean" },
  inspect: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;

export const usage = `npm start -- [options]

  --fresh            forget all data and begin anew
  --without-broker   no RabbitMQ: orders are taken and stay pending
  --watch            a service whose code was edited runs again at once
  --inspect NAME     ${processNames.join(", ")} under a debugger; may be given several times
  --help             this list

While it runs, in another terminal: npm run restart -- NAME
Logs: .data/logs/NAME.log, one JSON line each. The databases' addresses are in the welcome.
Ports and servers of your own are set by environment variables: README.md, "Configure".`;

/** Throws one sentence and the list for what there is not. */
export function readOptions(args: readonly string[], env: Environment = {}): Options {
  const { values, positionals } = parse([...args, ...fromNpm(env)]);
  const isNameMissing = env["npm_config_inspect"] === "true";
  const [stray] = isNameMissing ? [] : positionals;
  if (isNameMissing && positionals.length === 0)
    throw new Error(`--inspect takes the name of a process.\n\n${usage}`);
  if (stray !== undefined) throw new Error(`npm start takes no '${stray}'.\n\n${usage}`);
  return {
    isFresh: values.fresh === true,
    withBroker: values["without-broker"] !== true,
    isWatching: values.watch === true,
    inspected: [...new Set([...(values.inspect ?? []), ...positionals].map(toProcessName))],
    isHelpWanted: values.help === true,
  };
}

export function toProcessName(text: string): ProcessName {
  const name = processNames.find((each) => each === text);
  if (name) return name;
  throw new Error(`There is no process '${text}'; there are ${processNames.join(", ")}.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (cause) {
    const sentence = (cause as Error).message.split(". ", 1)[0] ?? "";
    throw new Error(`${sentence.replace(/\.$/, "")}.\n\n${usage}`, { cause });
  }
}

/** `npm start --inspect order` reaches us as a variable that says "true" and an argument `order`. */
function fromNpm(env: Environment): string[] {
  const given = Object.keys(known).flatMap((option) => {
    const value = env[`npm_config_${option.replaceAll("-", "_")}`];
    if (option === "help" || !value || value === "false") return [];
    return value === "true" ? [option] : [`${option}=${value}`];
  });
  return given.filter((option) => option !== "inspect").map((option) => `--${option}`);
}
