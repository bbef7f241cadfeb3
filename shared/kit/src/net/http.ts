/**
 * What is used of Node's HTTP. Whoever imports `node:http` has every name of it read, and one of them loads fetch and
 * WebSocket, 7 MB of every process (docs/decisions/0010); its types cost nothing and come from there.
 */
export const { Agent, createServer, request, ServerResponse, STATUS_CODES } =
  process.getBuiltinModule("node:http");
