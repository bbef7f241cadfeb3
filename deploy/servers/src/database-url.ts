/** The same MongoDB, another database. Its addresses may name several hosts, which `URL` does not read. */
export function nameDatabase(url: string, database: string): string {
  const [, server, options = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  if (server === undefined)
    throw new Error("MONGO_URL is not an address of MongoDB: mongodb://host/?replicaSet=name");
  return `${server}/${database}${options}`;
}
