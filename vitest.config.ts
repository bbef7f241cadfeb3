import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/.data/**"];
const code = "{gateway,services,shared,deploy}/**";

/** Groups run one after the other, the quick ones first; what is killed in one does not disturb another. */
export default defineConfig({
  test: {
    // A condition that is waited for is met in milliseconds; a busy machine may need longer, and is not wrong.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [`${code}/src/**/*.test.ts`, "tests/{boundaries,chaos}/**/*.test.ts"],
          exclude,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "component",
          include: [`${code}/test/**/*.test.ts`],
          exclude,
          globalSetup: "tests/harness/src/global-setup.ts",
          setupFiles: "tests/harness/src/after-each-file.ts",
          // Services are many modules: to load and compile them anew for each file is a third of all time.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/{e2e,recipes}/**/*.test.ts"],
          globalSetup: "tests/e2e/global-setup.ts",
          setupFiles: "tests/say-last-words.ts",
          exclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          exclude,
          globalSetup: "tests/browser/global-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["tests/faults/**/*.test.ts"],
          setupFiles: "tests/say-last-words.ts",
          exclude,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
