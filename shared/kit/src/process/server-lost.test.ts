import mongoose from "mongoose";
import { expect, test } from "vitest";
import { isServerLost } from "./server-lost.ts";

const { mongo } = mongoose;
const ofServer = (code: number, ...errorLabels: string[]) =>
  new mongo.MongoServerError({ message: "said the server", code, errorLabels });
const withCode = (code: string | number, message = "no") => Object.assign(new Error(message), { code });
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const labelled = <Labelled extends mongoose.mongo.MongoError>(error: Labelled, label: string): Labelled => {
  error.addErrorLabel(label);
  return error;
};

/** The driver keeps this class for itself: what waits for a server that its monitor gives up is ended with it. */
class PoolClearedOnNetworkError extends mongo.MongoNetworkError {
  override get name() {
    return "PoolClearedOnNetworkError";
  }
}

const lost: readonly [string, unknown][] = [
  ["a broken connection to MongoDB", new mongo.MongoNetworkError("read ECONNRESET")],
  ["a silent MongoDB", new mongo.MongoNetworkTimeoutError("connection timed out")],
  ["no MongoDB to be found", new mongo.MongoServerSelectionError("none", {} as never)],
  ["no MongoDB to be found, by mongoose", named("MongooseServerSelectionError", "none")],
  ["a pool that was emptied meanwhile", new PoolClearedOnNetworkError("interrupted")],
  ["a pool that is closed", named("MongoPoolClosedError", "closed")],
  ["a connection that is not open yet", new mongo.MongoNotConnectedError("first connect")],
  ["a topology that is closed", new mongo.MongoTopologyClosedError("closed")],
  ["interrupted at shutdown", ofServer(11_600)],
  ["interrupted by an election", ofServer(11_602)],
  ["shutting down", ofServer(91)],
  ["not primary", ofServer(10_107)],
  ["recovering", ofServer(13_436)],
  ["a transaction that died with its server", ofServer(251, "TransientTransactionError")],
  ["an error the server calls retryable", ofServer(99_999, "RetryableWriteError")],
  ["a commit that may have happened", ofServer(99_999, "UnknownTransactionCommitResult")],
  [
    "an error the driver calls transient",
    labelled(new mongo.MongoRuntimeError("in between"), "TransientTransactionError"),
  ],
  [
    "many writes at once, cut off",
    new mongo.MongoBulkWriteError(new mongo.MongoNetworkError("x"), {} as never),
  ],
  ["many writes at once", new mongo.MongoBulkWriteError(ofServer(11_600), {} as never)],
  [
    "wrapped by mongoose",
    Object.assign(new mongoose.MongooseError("wrapped"), { cause: new mongo.MongoNetworkError("x") }),
  ],
  ["the cause of a cause", new Error("a", { cause: new Error("b", { cause: withCode("EPIPE") }) })],
  ["one of several", new AggregateError([new Error("a"), withCode("ECONNREFUSED")], "all failed")],
  ["a connection that was refused", withCode("ECONNREFUSED")],
  ["a connection that was reset", withCode("ECONNRESET")],
  ["a name that cannot be resolved now", withCode("EAI_AGAIN")],
  ["Redis closed", new Error("Connection is closed.")],
  ["Redis silent", new Error("Command timed out")],
  ["Redis not connected", new Error("Stream isn't writeable and enableOfflineQueue options is false")],
  ["Redis loading", named("ReplyError", "LOADING Redis is loading")],
  ["Redis gone in the middle", named("AbortError", "Command aborted due to connection close")],
  ["Redis tried too often", named("MaxRetriesPerRequestError", "Reached the max retries per request limit")],
  ["AMQP closed", new Error("Channel closed")],
  ["AMQP ended by the server", new Error("Connection closed: 320 (CONNECTION-FORCED)")],
  ["AMQP closing", new Error("Connection closing")],
  ["ended by a signal", AbortSignal.abort().reason],
  ["ended by a clock", new DOMException("too slow", "TimeoutError")],
];

test.each(lost)("%s: the server is lost", (_, error) => expect(isServerLost(error)).toBe(true));

const cyclic = new Error("a");
cyclic.cause = new Error("b", { cause: cyclic });

const ours: readonly [string, unknown][] = [
  ["a second row where one is allowed", ofServer(11_000)],
  ["a query that MongoDB does not understand", ofServer(2)],
  ["a document that is too large", ofServer(10_334)],
  ["a misused driver", new mongo.MongoInvalidArgumentError("no")],
  ["a malformed URL", new mongo.MongoParseError("no")],
  ["an operation on what is closed", new mongo.MongoAPIError("no")],
  ["a number that means something else elsewhere", withCode(91)],
  ["a file that is not there", withCode("ENOENT")],
  ["a message that only quotes", new Error("the log said: Connection is closed.")],
  ["a queue declared otherwise", new Error("Channel closed by server: 406 (PRECONDITION-FAILED)")],
  ["a wrong type for Redis", named("ReplyError", "WRONGTYPE")],
  ["a mistake", new TypeError("x is undefined")],
  ["causes in a circle", cyclic],
  ["no error at all", "ECONNRESET"],
  ["nothing", undefined],
];

test.each(ours)("%s: not that", (_, error) => expect(isServerLost(error)).toBe(false));
