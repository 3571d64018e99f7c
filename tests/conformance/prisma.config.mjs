// The configuration with which record.py runs Prisma: see tool_prisma.py.

import fs from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/prisma.config.mjs");
const { PrismaPg } = require("@prisma/adapter-pg");

// What the native engine does and the adapter does not: one session, the schema as a start-up parameter, and a script
// as one message, whose refusals are those of the driver `tokio-postgres`.
async function wholeScript(pool, script) {
  fs.writeFileSync("script.txt", script);
  if (script.includes("\0")) throw new Error("string contains embedded null");
  const client = await pool.connect();
  let copies = false;
  const note = () => (copies = true);
  client.connection.on("copyOutResponse", note);
  try {
    await client.query(script);
  } catch (error) {
    // The engine in the package does not print what the server says.
    fs.writeFileSync("refusal.txt", `ERROR: ${error.message}`);
    throw error;
  } finally {
    client.connection.off("copyOutResponse", note);
    client.release();
  }
  if (copies) throw new Error("unexpected message from server");
}

export default {
  engine: "js",
  schema: "prisma/schema.prisma",
  experimental: { adapter: true },
  adapter: async () => {
    const factory = new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 1, options: '-c search_path="public"' });
    const connect = factory.connect.bind(factory);
    factory.connect = async () => {
      const adapter = await connect();
      const query = adapter.queryRaw.bind(adapter);
      // The adapter does not know the type `name`.
      adapter.queryRaw = (q) => query({ ...q, sql: q.sql.replace(/\b(relname|nspname) AS/g, "$1::text AS") });
      if (process.env.CONFORMANCE_ENGINE !== "js") {
        adapter.executeScript = (script) => wholeScript(adapter.underlyingDriver(), script);
      }
      return adapter;
    };
    return factory;
  },
};
