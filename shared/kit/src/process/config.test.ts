import { expect, test } from "vitest";
import { z } from "zod";
import { listenEnvironment, loadConfig, realAddress, secret, toListen } from "./config.ts";

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

const Mailing = z.object({
  SHOP_URL: realAddress("http://localhost:8080"),
  MAIL_FROM: realAddress("Shop <orders@shop.test>"),
  TOKEN_SECRET: secret(developmentSecret),
});
const real = {
  SHOP_URL: "https://shop.example.com",
  MAIL_FROM: "Shop <orders@example.com>",
  TOKEN_SECRET: "a-secret-that-nobody-else-knows-0123456789",
};

test.for([
  {},
  { SHOP_URL: "http://localhost:8080" },
  { SHOP_URL: "http://LOCALHOST" },
  { SHOP_URL: "http://shop.localhost" },
  { SHOP_URL: "http://127.0.0.1:3000/shop" },
  { SHOP_URL: "http://2130706433" },
  { SHOP_URL: "http://[::1]:8080" },
  { SHOP_URL: "http://[::ffff:127.0.0.1]" },
  { SHOP_URL: "smtp://0.0.0.0:25" },
  { SHOP_URL: "https://www.shop.test" },
])("production refuses an address that nobody else can reach, set or not: %j", (env) => {
  const given = { ...real, SHOP_URL: undefined, ...env };
  expect(() => loadConfig(Mailing, { NODE_ENV: "production", ...given })).toThrow(
    /^Refusing to start in production with an address in SHOP_URL that only a developer's machine knows: [^.]*\.$/,
  );
  expect(loadConfig(Mailing, given).SHOP_URL).toBe(env.SHOP_URL ?? "http://localhost:8080");
});

test("production refuses a sender at the domain for tests, and all that is wrong is in one sentence", () => {
  const production = { NODE_ENV: "production" };
  for (const MAIL_FROM of ["orders@shop.test", "Shop <orders@SHOP.TEST>", "orders@localhost"])
    expect(() => loadConfig(Mailing, { ...production, ...real, MAIL_FROM })).toThrow(/address in MAIL_FROM/);
  expect(() => loadConfig(Mailing, production)).toThrow(
    /^Refusing [^.]*TOKEN_SECRET[^.]*; nor with an address in SHOP_URL, MAIL_FROM [^.]*\.$/,
  );
  expect(loadConfig(Mailing, { ...production, ...real })).toMatchObject(real);
});

test("what is no address is refused in development, too", () => {
  expect(() => loadConfig(Mailing, { SHOP_URL: "shop.example.com" })).toThrow(/must be a URL[\s\S]*SHOP_URL/);
  expect(() => loadConfig(Mailing, { MAIL_FROM: "Shop\r\nBcc: x@example.com" })).toThrow(/MAIL_FROM/);
});

const Choosing = z.object({
  PAYMENT: z.string().default("ours"),
  PAYMENT_URL: realAddress("http://localhost:8090", { unless: { PAYMENT: "theirs" } }),
  PAYMENT_SECRET: secret(developmentSecret, { unless: { PAYMENT: "theirs" } }),
});

test("production asks for nothing that is not used", () => {
  const environment = { NODE_ENV: "production" };
  expect(() => loadConfig(Choosing, environment)).toThrow(/PAYMENT_SECRET.*PAYMENT_URL/);
  expect(loadConfig(Choosing, { ...environment, PAYMENT: "theirs" }).PAYMENT).toBe("theirs");
});

test("a secret of another form is refused everywhere", () => {
  const Formed = z.object({ KEY: secret(developmentSecret, { format: /^[a-z0-9-]+$/ }) });
  expect(() => loadConfig(Formed, { KEY: "WRONG".repeat(10) })).toThrow("KEY");
});
