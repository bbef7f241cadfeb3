import { connect } from "amqplib";
import mongoose from "mongoose";
import { expect, inject, test } from "vitest";
import { testAmqpUrl, testDatabaseUrl } from "../src/testing/backing.ts";

test("the set can do transactions", async () => {
  const connection = await mongoose.createConnection(testDatabaseUrl("kit")).asPromise();
  await connection.transaction(async (session) => {
    await connection.collection("rows").insertOne({ a: 1 }, { session });
  });
  expect(await connection.collection("rows").countDocuments()).toBe(1);
  await connection.dropDatabase();
  await connection.close();
  const amqp = await testAmqpUrl("kit");
  const c = await connect(amqp); await (await c.createChannel()).assertQueue("a", { durable: true, arguments: {"x-queue-type": "quorum"} }); await c.close();
  expect(inject("amqpUrl")).toContain("amqp://");
});
