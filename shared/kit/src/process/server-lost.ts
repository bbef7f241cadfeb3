/**
 * Whether an error says that a server we need is away, closing or electing: a reason to try again later, and nobody's
 * mistake. The one list for answers (503), for starts that wait, and for whoever else must tell.
 * By name, code and label, so that who speaks no MongoDB, Redis or AMQP need not load a driver.
 */
export function isServerLost(error: unknown): boolean {
  for (const each of withCauses(error)) {
    if (namesOf(each).some((name) => lostNames.has(name))) return true;
    if (hasLostCode(each) || hasLostLabel(each) || lostMessages.test(each.message)) return true;
  }
  return false;
}

/** Classes of the drivers and of the platform; what is derived from one of them counts with it. */
const lostNames = new Set([
  "MongoNetworkError",
  "MongoServerSelectionError",
  "MongooseServerSelectionError",
  "MongoNotConnectedError",
  "MongoTopologyClosedError",
  "MongoServerClosedError",
  "MongoClientClosedError",
  "MongoPoolClosedError",
  "MongoPoolClearedError",
  "PoolClearedOnNetworkError",
  "MongoWaitQueueTimeoutError",
  "MongoOperationTimeoutError",
  "MongoNetworkTimeoutError",
  "MongoWriteConcernError",
  "MongoStalePrimaryError",
  "MaxRetriesPerRequestError",
  "AbortError",
  "TimeoutError",
  // Ours: a transaction that gave way until its time was over.
  "OthersFirst",
]);

/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const lostMongoCodes = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  43, // CursorNotFound: the server that had it is another life of itself
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  246, // SnapshotUnavailable
  251, // NoSuchTransaction
  262, // ExceededTimeLimit
  279, // ClientDisconnect
  290, // TransactionExceededLifetimeLimitSeconds
  365, // TemporarilyUnavailable
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11601, // Interrupted
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

const lostSystemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What MongoDB's driver says may be tried again. */
const lostLabels = new Set([
  "RetryableWriteError",
  "TransientTransactionError",
  "UnknownTransactionCommitResult",
  "PoolRequestedRetry",
  "SystemOverloadedError",
]);

/** Redis' client and AMQP's give some of these errors neither a name nor a code. */
const lostMessages =
  /^(Connection is closed\.|Command timed out$|Stream isn't writeable|(LOADING|MASTERDOWN|CLUSTERDOWN) |Channel closed$|Connection clos(ed|ing)\b|Channel ended|Socket closed abruptly|Unexpected close)/;

/** The error and everything it was made of, each once. */
function withCauses(error: unknown): ReadonlySet<Error> {
  const found = new Set<Error>();
  const look = (value: unknown): void => {
    if (!(value instanceof Error) || found.has(value)) return;
    found.add(value);
    look(value.cause);
    // MongoDB's driver keeps there what ended many writes at once; that error has neither a code nor a label of its own.
    if ("errorResponse" in value) look(value.errorResponse);
    if (value instanceof AggregateError) for (const each of value.errors) look(each);
  };
  look(error);
  return found;
}

function namesOf(error: Error): string[] {
  const names = [error.name];
  for (let each: unknown = Object.getPrototypeOf(error); each instanceof Error;) {
    names.push(each.constructor.name);
    each = Object.getPrototypeOf(each);
  }
  return names;
}

/** Numbers mean something else in other protocols. */
function hasLostCode(error: Error): boolean {
  const code: unknown = "code" in error ? error.code : undefined;
  if (typeof code === "string") return lostSystemCodes.has(code);
  return typeof code === "number" && error.name.startsWith("Mongo") && lostMongoCodes.has(code);
}

function hasLostLabel(error: Error): boolean {
  const labels: unknown = "errorLabels" in error ? error.errorLabels : undefined;
  return Array.isArray(labels) && labels.some((label) => lostLabels.has(String(label)));
}
