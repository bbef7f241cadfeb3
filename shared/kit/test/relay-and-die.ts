/** A process that is killed at the worst moment: the broker has confirmed, the document does not know. */
import { argv } from "node:process";
import { connectBus } from "../src/messaging/bus/connect.ts";
import { armCrashPoint } from "../src/process/crash-point.ts";
import { createLogger } from "../src/process/logger.ts";
import { createOutbox } from "../src/messaging/outbox.ts";
import { connectMongo } from "../src/mongo/connect.ts";

const [mongoUrl = "", amqpUrl = "", collection = ""] = argv.slice(2);
armCrashPoint("outbox.published");
const log = createLogger("relay", "silent");
const { connection, clock } = await connectMongo({ url: mongoUrl, log, layout: { collections: [] } });
const bus = connectBus({ url: amqpUrl, name: "relay", topology: {}, log });
createOutbox({ connection, collections: [collection], clock, log, everyMs: 20 }).relay(bus);
