import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const file = readFileSync(join(import.meta.dirname, "../../../docker-compose.yml"), "utf8");
const services = file.slice(file.indexOf("\nservices:"), file.indexOf("\nvolumes:"));
const blocks = services.split(/\n(?= {2}[a-z-]+:\n)/).slice(1);

test("docker compose up --scale order=2 finds no port taken: only what people open is published", () => {
  const publishing = blocks
    .filter((block) => /^ {4}ports:/m.test(block))
    .map((block) => block.split(":", 1)[0]?.trim());
  expect(blocks.length).toBeGreaterThan(8);
  expect(publishing).toEqual(["gateway", "payment-sandbox", "mail-catcher"]);
});

test("what is built here is told that it is for development: an image is for production unless it is told", () => {
  const built = blocks.filter((block) => /^ {4}build:/m.test(block));
  const untold = built.filter((block) => !/NODE_ENV: development|<<: \*environment/.test(block));
  expect(built.length).toBeGreaterThan(7);
  expect(untold.map((block) => block.split(":", 1)[0]?.trim())).toEqual([]);
});

test("who moves the money is said to those alone who take it and who lead to it, and to both the same", () => {
  const told = blocks.filter((block) => block.includes("PAYMENT_PROVIDER: ${PAYMENT_PROVIDER:-sandbox}"));
  expect(told.map((block) => block.split(":", 1)[0]?.trim())).toEqual(["order", "web"]);
});
