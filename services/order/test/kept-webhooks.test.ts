/** Webhooks and deliveries as they were stored by every version so far, read by this one. */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { collectionOf } from "@shop/kit/mongo/collections";
import { until } from "@shop/testing/until";
import mongoose from "mongoose";
import { expect, onTestFinished, test } from "vitest";
import { startReceiver } from "./receiver.ts";
import { runOrder } from "./running-order.ts";

type Row = { readonly _id: string };

const folder = new URL("kept-rows/webhooks/", import.meta.url);

test.each(readdirSync(folder))(
  "webhooks of %s are listed, and what they are owed is delivered",
  async (file) => {
    const kept = mongoose.mongo.BSON.EJSON.parse(readFileSync(new URL(file, folder), "utf8")) as Record<
      "webhooks" | "webhook_deliveries",
      readonly Row[]
    >;
    const shop = await runOrder({ webhooks: { allowsPrivate: true } });
    onTestFinished(() => shop[Symbol.asyncDispose]());
    await using receiver = await startReceiver();
    const here = (row: Row) => ({ ...row, url: receiver.url });
    await collectionOf<Row>(shop.connection, "webhook_deliveries").insertMany([...kept.webhook_deliveries]);
    await collectionOf<Row>(shop.connection, "webhooks").insertMany(kept.webhooks.map(here));
    await shop.restart();
    const admin = await shop.as(randomUUID(), "admin");
    const { body: webhooks } = await admin.listWebhooks();
    expect(webhooks.items.map(({ id }) => id)).toEqual(kept.webhooks.map(({ _id }) => _id));
    const params = { id: webhooks.items[0]?.id ?? "" };
    const log = async () => (await admin.listDeliveries({ params })).body.items;
    const statuses = async () => (await log()).map(({ status }) => status).toSorted();
    await until(async () => !(await statuses()).includes("pending"), "what was pending is delivered");
    expect(await statuses()).toEqual(["delivered", "delivered", "failed"]);
    const deliveryId = (await log()).find(({ status }) => status === "failed")?.id ?? "";
    await admin.redeliver({ params: { ...params, deliveryId } });
    await until(() => receiver.told.length === 2, "what had failed is sent again");
  },
);
