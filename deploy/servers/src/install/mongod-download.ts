/** Run as a process of its own, because a download that hangs can then be ended. Arguments: version, folder. Last line: the path. */
import { MongoBinary } from "mongodb-memory-server-core";

const [version, downloadDir] = process.argv.slice(2);
if (!version || !downloadDir) throw new Error("Usage: mongod-download.ts <version> <folder>");
process.stdout.write(`\n${await MongoBinary.getPath({ version, downloadDir })}\n`);
