//! The SQL that Prisma writes for a schema in an empty database.

use super::model::{Column, Default, ForeignKey, Index, Model, Schema};
use super::names::{literal, qualified, quoted};
use std::collections::BTreeSet;

/// Returns the statements in an order that runs: schemas, enums, tables, indexes, foreign keys. `default_schema` is the
/// schema of what names none.
pub fn sql(schema: &Schema, default_schema: &str) -> Vec<String> {
    let within = |named: &Option<String>| named.clone().unwrap_or_else(|| default_schema.to_owned());
    let enums = schema.enums.iter().map(|known| within(&known.schema));
    let schemas: BTreeSet<String> = enums.chain(schema.models.iter().map(|model| within(&model.schema))).collect();
    let mut statements: Vec<String> =
        schemas.iter().map(|name| format!("CREATE SCHEMA IF NOT EXISTS {};", quoted(name))).collect();
    for known in &schema.enums {
        let values: Vec<String> = known.values.iter().map(|value| literal(value)).collect();
        let name = qualified(&within(&known.schema), &known.name);
        statements.push(format!("CREATE TYPE {name} AS ENUM ({});", values.join(", ")));
    }
    let name_of = |model: &Model| qualified(&within(&model.schema), &model.table);
    statements.extend(schema.models.iter().map(|model| table(model, &name_of(model))));
    for model in &schema.models {
        statements.extend(model.indexes.iter().map(|known| index(known, &name_of(model))));
    }
    for model in &schema.models {
        let key = |key: &ForeignKey| foreign_key(key, &name_of(model), &qualified(&within(&key.schema), &key.table));
        statements.extend(model.foreign_keys.iter().map(key));
    }
    statements
}

fn table(model: &Model, name: &str) -> String {
    let mut parts: Vec<String> = model.columns.iter().map(column).collect();
    if let Some(key) = &model.primary_key {
        let columns: Vec<&str> = key.parts.iter().map(|part| part.column.as_str()).collect();
        parts.push(format!("CONSTRAINT {} PRIMARY KEY ({})", quoted(&key.name), list(&columns)));
    }
    format!("CREATE TABLE {name} (\n    {}\n);", parts.join(",\n    "))
}

fn column(column: &Column) -> String {
    let is_sequence = column.default == Default::Sequence;
    let mut text =
        format!("{} {}", quoted(&column.name), if is_sequence { serial(&column.r#type) } else { &column.r#type });
    if column.is_list {
        text += "[]";
    }
    if column.not_null {
        text += " NOT NULL";
    }
    if let Default::Expression(expression) = &column.default {
        text += " DEFAULT ";
        text += expression;
    }
    text
}

/// The short form for an integer with a sequence.
fn serial(sql_type: &str) -> &str {
    match sql_type {
        "BIGINT" => "BIGSERIAL",
        "SMALLINT" => "SMALLSERIAL",
        _ => "SERIAL",
    }
}

fn index(index: &Index, table: &str) -> String {
    let unique = if index.is_unique { "UNIQUE " } else { "" };
    let method = index.method.map(|method| format!(" USING {method}")).unwrap_or_default();
    let parts = index.parts.iter().map(|part| {
        let opclass = part.opclass.as_ref().map(|opclass| format!(" {opclass}")).unwrap_or_default();
        let order = if part.is_descending { " DESC" } else { "" };
        format!("{}{opclass}{order}", quoted(&part.column))
    });
    let parts: Vec<String> = parts.collect();
    format!("CREATE {unique}INDEX {} ON {table}{method} ({});", quoted(&index.name), parts.join(", "))
}

fn foreign_key(key: &ForeignKey, table: &str, referenced: &str) -> String {
    format!(
        "ALTER TABLE {table} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {referenced} ({}) ON DELETE {} ON UPDATE {};",
        quoted(&key.name),
        list(&key.columns.iter().map(String::as_str).collect::<Vec<_>>()),
        list(&key.referenced.iter().map(String::as_str).collect::<Vec<_>>()),
        key.on_delete,
        key.on_update,
    )
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::{File, read};

    fn statements(text: &str) -> Vec<String> {
        let schema = read(&[File { path: "schema.prisma", text }], "public").expect("a schema");
        super::sql(&schema, "public")
    }

    fn fault(text: &str) -> String {
        let faults = read(&[File { path: "schema.prisma", text }], "public").expect_err("a fault");
        faults
            .iter()
            .map(|fault| format!("{}: {}", &text[fault.span.clone()], fault.message))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn writes_columns_with_types_and_defaults() {
        let text = r#"
enum Role {
  USER  @map("user")
  ADMIN

  @@map("role")
}
model User {
  id      Int       @id @default(autoincrement())
  uid     String    @default(uuid()) @db.Uuid
  email   String    @unique
  role    Role      @default(USER)
  roles   Role[]    @default([USER, ADMIN])
  price   Decimal?  @db.Decimal(10, 2)
  made    DateTime  @default(now()) @map("made_at") @db.Timestamptz(6)
  data    Json      @default("{}")
  raw     Bytes     @default("aGVsbG8=")
  on      Boolean   @default(true)
  gen     String    @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  spot    Unsupported("point")?

  @@index([email(sort: Desc), made])
  @@index([data(ops: JsonbPathOps)], type: Gin, map: "by_data")
  @@index([price], name: "by_price")
  @@unique([made, price], name: "made_price")
  @@map("users")
}
"#;
        let expected = r#"CREATE SCHEMA IF NOT EXISTS "public";
CREATE TYPE "public"."role" AS ENUM ('user', 'ADMIN');
CREATE TABLE "public"."users" (
    "id" SERIAL NOT NULL,
    "uid" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "public"."role" NOT NULL DEFAULT 'user',
    "roles" "public"."role"[] DEFAULT ARRAY['user', 'ADMIN']::"public"."role"[],
    "price" DECIMAL(10,2),
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "data" JSONB NOT NULL DEFAULT '{}',
    "raw" BYTEA NOT NULL DEFAULT '\x68656c6c6f',
    "on" BOOLEAN NOT NULL DEFAULT true,
    "gen" UUID NOT NULL DEFAULT gen_random_uuid(),
    "spot" point,
    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "users_email_key" ON "public"."users" ("email");
CREATE UNIQUE INDEX "users_made_at_price_key" ON "public"."users" ("made_at", "price");
CREATE INDEX "users_email_made_at_idx" ON "public"."users" ("email" DESC, "made_at");
CREATE INDEX "by_data" ON "public"."users" USING GIN ("data" jsonb_path_ops);
CREATE INDEX "by_price" ON "public"."users" ("price");"#;
        assert_eq!(statements(text).join("\n"), expected);
    }

    #[test]
    fn writes_relations() {
        let text = r#"
model User {
  id      Int    @id
  posts   Post[]
  edited  Post[] @relation("edited")
  boss    User?  @relation("boss", fields: [bossId], references: [id], onDelete: Cascade, onUpdate: NoAction, map: "boss")
  bossId  Int?
  team    User[] @relation("boss")
}
model Post {
  id       Int    @id
  author   User   @relation(fields: [authorId], references: [id])
  authorId Int    @map("author_id")
  editor   User?  @relation(name: "edited", fields: [editorId], references: [id])
  editorId Int?
  tags     Tag[]
}
model Tag {
  id    String @id @db.Uuid
  posts Post[]
}
"#;
        let found = statements(text);
        let keys: Vec<&str> = found.iter().filter(|text| text.starts_with("ALTER")).map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                r#"ALTER TABLE "public"."User" ADD CONSTRAINT "boss" FOREIGN KEY ("bossId") REFERENCES "public"."User" ("id") ON DELETE CASCADE ON UPDATE NO ACTION;"#,
                r#"ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "public"."User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;"#,
                r#"ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_editorId_fkey" FOREIGN KEY ("editorId") REFERENCES "public"."User" ("id") ON DELETE SET NULL ON UPDATE CASCADE;"#,
                r#"ALTER TABLE "public"."_PostToTag" ADD CONSTRAINT "_PostToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "public"."Post" ("id") ON DELETE CASCADE ON UPDATE CASCADE;"#,
                r#"ALTER TABLE "public"."_PostToTag" ADD CONSTRAINT "_PostToTag_B_fkey" FOREIGN KEY ("B") REFERENCES "public"."Tag" ("id") ON DELETE CASCADE ON UPDATE CASCADE;"#,
            ]
        );
        assert!(found.iter().any(|text| text
            == "CREATE TABLE \"public\".\"_PostToTag\" (\n    \"A\" INTEGER NOT NULL,\n    \"B\" UUID NOT NULL,\n    CONSTRAINT \"_PostToTag_AB_pkey\" PRIMARY KEY (\"A\", \"B\")\n);"));
    }

    #[test]
    fn leaves_foreign_keys_to_the_client_where_the_schema_says_so() {
        let text = "datasource db {\n provider = \"postgresql\"\n relationMode = \"prisma\"\n}\nmodel A {\n id Int @id\n b B \
            @relation(fields: [bId], references: [id])\n bId Int\n}\nmodel B {\n id Int @id\n a A[]\n}";
        assert!(!statements(text).join("\n").contains("FOREIGN KEY"));
    }

    #[test]
    fn names_the_place_of_a_fault() {
        for (text, expected) in [
            ("model A {\n id Itn @id\n}", "Itn: `Itn` is not a scalar type, and no model or enum has this name"),
            ("model A {\n id Int @id\n id Int\n}", "id: the name `id` occurs twice"),
            ("model A {\n id Int @id\n}\nmodel A {\n id Int @id\n}", "A: the name `A` occurs twice"),
            ("model A {\n id Int @id\n @@index([x])\n}", "x: `x` is not a field with a column"),
            ("model A {\n id Int @id @db.Int4\n}", "db.Int4: `@db.Int4` is not a type of PostgreSQL that Prisma knows"),
            (
                "model A {\n id Int @id\n b B\n}\nmodel B {\n id Int @id\n}",
                "b: the relation has no field on the other side, in `B`",
            ),
            ("enum E {\n A\n}\nmodel A {\n id Int @id\n e E @default(B)\n}", "B: `B` is not a value of `E`"),
            ("model A {\n id Int @id @default(noww())\n}", "noww(): `noww()` is not a function for defaults"),
        ] {
            assert_eq!(fault(text), expected);
        }
    }
}
