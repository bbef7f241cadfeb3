/** A process that is killed at the worst moment: the broker has confirmed, the document does not know. */
import { argv } from "node:process";
import { connectBus } from "../src/bus.ts";
import { armCrashPoint } from "../src/crash-point.ts";
import { createLogger } from "../src/logger.ts";
import { createOutbox } from "../src/messaging/outbox.ts";
import { connectMongo } from "../src/mongo.ts";

const [mongoUrl = "", amqpUrl = "", collection = ""] = argv.slice(2);
armCrashPoint("outbox.published");
const log = createLogger("relay", "silent");
const { connection, clock } = await connectMongo({ url: mongoUrl, log, layout: { collections: [] } });
const bus = connectBus({ url: amqpUrl, name: "relay", topology: {}, log });
createOutbox({ connection, collections: [collection], clock, log, everyMs: 20 }).relay(bus);
