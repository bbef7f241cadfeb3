import { expect, test } from "vitest";
import { z } from "zod";
import { listenEnvironment, loadConfig, secret, toListen } from "./config.ts";

const developmentSecret = "development-secret-0123456789-abcdef";
const Config = z
  .object({ ...listenEnvironment(8081), TOKEN_SECRET: secret(developmentSecret) })
  .transform((env) => ({ ...toListen(env), tokenSecret: env.TOKEN_SECRET }));

test("what is not set gets the value for development", () => {
  expect(loadConfig(Config, {})).toEqual({
    host: "127.0.0.1",
    port: 8081,
    metricsHost: "127.0.0.1",
    metricsPort: 9081,
    logLevel: "info",
    tokenSecret: developmentSecret,
  });
});

test("an empty variable counts as absent", () => {
  expect(loadConfig(Config, { PORT: "", HOST: "" }).port).toBe(8081);
});

test("every wrong variable is named in one message", () => {
  expect(() => loadConfig(Config, { PORT: "abc", LOG_LEVEL: "loud", TOKEN_SECRET: "short" })).toThrow(
    /Bad environment[\s\S]*PORT[\s\S]*LOG_LEVEL[\s\S]*TOKEN_SECRET/,
  );
});

test.for([{}, { TOKEN_SECRET: "" }, { TOKEN_SECRET: developmentSecret }])(
  "production refuses a development secret, set or not: %j",
  (env) => {
    expect(() => loadConfig(Config, { NODE_ENV: "production", ...env })).toThrow(
      /Refusing to start in production with the development value of TOKEN_SECRET/,
    );
  },
);

test("production starts with a secret of its own", () => {
  const TOKEN_SECRET = "a-secret-that-nobody-else-knows-0123456789";
  expect(loadConfig(Config, { NODE_ENV: "production", TOKEN_SECRET }).tokenSecret).toBe(TOKEN_SECRET);
});
