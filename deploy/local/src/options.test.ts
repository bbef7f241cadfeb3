import { expect, test } from "vitest";
import { readOptions, usage } from "./options.ts";

const none = { isFresh: false, withBroker: true, isWatching: false, inspected: [], isHelpWanted: false };

test("without options the whole shop starts on the data of last time", () =>
  expect(readOptions([], { npm_config_registry: "https://registry.example" })).toEqual(none));

test.each([
  [["--fresh"], {}, { isFresh: true }],
  [["--without-broker", "--watch"], {}, { withBroker: false, isWatching: true }],
  [["--inspect", "order", "--inspect", "catalog"], {}, { inspected: ["order", "catalog"] }],
  [["--help"], {}, { isHelpWanted: true }],
  [["-h"], {}, { isHelpWanted: true }],
])("npm start -- %j", (args, env, expected) =>
  expect(readOptions(args, env)).toEqual({ ...none, ...expected }),
);

test.each([
  ["--fresh", [], { npm_config_fresh: "true" }, { isFresh: true }],
  ["--without-broker", [], { npm_config_without_broker: "true" }, { withBroker: false }],
  ["--watch", [], { npm_config_watch: "true" }, { isWatching: true }],
  ["--inspect order", ["order"], { npm_config_inspect: "true" }, { inspected: ["order"] }],
  ["--inspect=order", [], { npm_config_inspect: "order" }, { inspected: ["order"] }],
])("npm start %s is honoured without the two dashes in between", (_, args, env, expected) =>
  expect(readOptions(args, env)).toEqual({ ...none, ...expected }),
);

test("an unknown option is one sentence, and the list of those there are", () => {
  expect(() => readOptions(["--frehs"])).toThrow(`Unknown option '--frehs'.\n\n${usage}`);
  expect(() => readOptions(["fresh"])).toThrow(`npm start takes no 'fresh'.\n\n${usage}`);
});

test("a debugger for nobody is not started", () =>
  expect(() => readOptions([], { npm_config_inspect: "true" })).toThrow(
    "--inspect takes the name of a process.",
  ));

test("a process that does not exist can't be inspected, and those that do are named", () =>
  expect(() => readOptions(["--inspect", "orders"])).toThrow(
    "There is no process 'orders'; there are gateway, catalog, user, order, web, sandbox, mail.",
  ));

test("the list names every option", () => {
  for (const option of ["--fresh", "--without-broker", "--watch", "--inspect", "--help"])
    expect(usage).toContain(option);
});
