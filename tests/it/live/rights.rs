//! Rights that a role lacks, each named with the statement that gives it.

use super::Live;

#[test]
fn each_missing_right_is_named_and_its_grant_gives_it() {
    let Some(mut live) = Live::new() else { return };
    live.world.file("db/migrations/20250101000000_a.sql", "-- migrate:up\ncreate table a (id int);\n-- migrate:down\n");
    live.sql("create role \"Rita\" login password 'hunter2'; create schema own; revoke all on schema own from public");
    live.sql("create table own.schema_migrations (version varchar primary key)");
    let (_, host) = live.address.split_once("host=").unwrap();
    let db = format!("--db postgres://Rita:hunter2@/app?host={host}");

    // As many rounds as there are rights: the help of each is run as it is written.
    let mut granted = Vec::new();
    let mut command = format!("status {db}");
    for round in 0..3 {
        let ran = live.world.tidegate(&command);
        let text = ran.text();
        let grants: Vec<String> = text
            .lines()
            .filter_map(|line| Some(line.split_once("have the owner run `")?.1.trim_end_matches('`').to_owned()))
            .collect();
        assert!(round == 2 || !grants.is_empty(), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        for grant in &grants {
            live.sql(grant);
        }
        granted.extend(grants);
        if round == 0 {
            ran.exits(3).prints(&["lacks USAGE on schema own and SELECT on table own.schema_migrations"]).done();
            live.world.tidegate(&command).exits(1).done();
            command = format!("apply --yes {db}");
        }
    }
    let expected = [
        "GRANT USAGE ON SCHEMA own TO \"Rita\";",
        "GRANT SELECT ON TABLE own.schema_migrations TO \"Rita\";",
        "GRANT INSERT ON TABLE own.schema_migrations TO \"Rita\";",
        "GRANT UPDATE ON TABLE own.schema_migrations TO \"Rita\";",
        "GRANT DELETE ON TABLE own.schema_migrations TO \"Rita\";",
    ];
    assert_eq!(granted, expected);

    // Without a table, the right to create one is needed.
    live.sql("drop schema own cascade; revoke create on schema public from public");
    let ran = live.world.tidegate(&command).exits(3);
    ran.prints(&["lacks CREATE on schema public", "GRANT CREATE ON SCHEMA public TO \"Rita\";"]).done();
}
