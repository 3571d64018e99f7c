// Calls drizzle-orm's migrator and prints the file and the message of a failure: ADDRESS FOLDER.
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import fs from "node:fs";

const [address, folder] = process.argv.slice(2);
let parts = [];
try {
  const journal = `${folder}/meta/_journal.json`;
  const files = fs.existsSync(journal)
    ? JSON.parse(fs.readFileSync(journal).toString()).entries.map(({ tag }) => `${folder}/${tag}.sql`)
    : fs.readdirSync(folder).sort().map((name) => `${folder}/${name}/migration.sql`).filter(fs.existsSync);
  for (const file of files) {
    parts.push([file, fs.readFileSync(file).toString().split("--> statement-breakpoint").length]);
  }
} catch {
  // The migrator fails as well.
}
const queries = [];
const logger = { logQuery: (query) => queries.push(query) };
const database = drizzle(address, { logger });
try {
  // A file of an earlier call that has ended the transaction is recorded.
  const { rows } = await database.execute("select from drizzle.__drizzle_migrations");
  parts = parts.slice(rows.length);
} catch {
  // The schema may not exist.
}
try {
  await migrate(database, { migrationsFolder: folder });
  console.log("{}");
} catch (error) {
  const message = (error.cause ?? error).message;
  let file = "";
  // Behind `begin`: the parts of each file and its row.
  const sent = queries.at(-1) === "rollback" ? queries.slice(0, -1) : queries;
  let left = sent.length - 1 - sent.findIndex((query) => query === "begin");
  if (queries.includes("begin")) {
    for (const [name, count] of parts) {
      file = name;
      left -= count + 1;
      if (left <= 0) break;
    }
  }
  console.log(JSON.stringify({ file, message }));
}
process.exit(0);
