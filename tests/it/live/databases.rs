//! Databases by name: who may define one, and which ones are protected.

use super::Live;

const MIGRATION: &str = "db/migrations/20250101000000_a.sql";
const UP: &str = "-- migrate:up\ncreate table a (id int);\n-- migrate:down\ndrop table a;\n";

fn world() -> Option<Live> {
    let mut live = Live::new()?;
    live.world.set("STAGING_URL", &live.address);
    live.world.file(MIGRATION, UP);
    Some(live)
}

#[test]
fn every_command_takes_a_name_of_the_users_own_settings() {
    let Some(live) = world() else { return };
    let world = &live.world;
    let host = live.address.split_once("host=").unwrap().1;
    let user = live.address.trim_start_matches("postgres://").split('@').next().unwrap();
    let own = format!(
        "[databases.mine]\nhost = \"{host}\"\nuser = \"{user}\"\ndbname = \"app\"\n[databases.lost]\nurl-env = 'LOST'\n"
    );
    world.file("tidegate.local.toml", own);
    for command in ["status --db mine", "apply --db mine --dry-run", "repair --db mine --applied 20250101000000"] {
        let ran = world.tidegate(command);
        assert!(ran.text().contains("mine (") && ran.text().contains("/app)"), "{}", ran.text());
        ran.does_not_print(&["is not a name", "cannot connect"]).done();
    }
    world.tidegate("catalog --db mine").passes().prints(&["\"objects\""]).done();
    world.tidegate("diff db:mine schema.sql").exits(2).prints(&["schema.sql"]).done();
    let help = ["no database is named `mien`", "did you mean `mine`?", "the named databases are lost and mine"];
    world.tidegate("status --db mien").exits(2).prints(&help).done();
    world.tidegate("drift --db mien").exits(2).prints(&help).done();
    world.tidegate("diff db:mien worktree").exits(2).prints(&help).done();
    world.tidegate("status --db lost").exits(2).prints(&["is in LOST, which is not set", "export LOST="]).done();
    // A branch cannot bring the file along.
    world.git(&["add", "--force", "tidegate.local.toml"]);
    world.tidegate("status --db mine").exits(2).prints(&["it is tracked"]).done();
}

#[test]
fn a_database_of_the_branch_counts_once_it_is_agreed_to() {
    let Some(live) = world() else { return };
    let world = &live.world;
    let staging = "[databases.staging]\nurl-env = \"STAGING_URL\"\n";
    world.stage("tidegate.toml", staging).commit("settings").publish();
    let refused = ["tidegate.toml of this branch defines database `staging`", "tidegate trust"];
    world.tidegate("status --db staging").exits(2).prints(&refused).done();
    world.with("TIDEGATE_TRUST", "databases").tidegate("status --db staging").exits(1).prints(&["app"]).done();
    world.with("TIDEGATE_TRUST", "jobs").tidegate("status --db staging").exits(2).done();

    // The default branch has the same, and the user has installed tidegate here.
    world.tidegate("install --script").passes().done();
    world.tidegate("status --db staging").exits(1).prints(&["app"]).done();

    // A branch with another host is refused, and so is one that only a note of this clone allows once it is revoked.
    world.branch("hostile").stage("tidegate.toml", "[databases.staging]\nhost = \"evil.example\"\n");
    world.tidegate("status --db staging").exits(2).prints(&refused).done();
    world.stage("tidegate.toml", staging.replace("STAGING_URL", "OTHER_URL"));
    world.tidegate("status --db staging").exits(2).prints(&refused).done();
    let agreed = world.tidegate("trust").passes();
    agreed.prints(&["which name databases:", "staging", "the address in OTHER_URL", "with passwords of your"]).done();
    world.tidegate("status --db staging").exits(2).prints(&["is in OTHER_URL, which is not set"]).done();
    world.tidegate("trust --revoke").passes().done();
    world.tidegate("status --db staging").exits(2).prints(&refused).done();
}

#[test]
fn a_protected_database_is_written_to_only_by_its_name() {
    let Some(mut live) = world() else { return };
    let world = &live.world;
    world.stage("tidegate.toml", "[databases.prod]\nurl-env = \"STAGING_URL\"\nprotected = true\n");
    world.commit("settings").publish().tidegate("install --script").passes().done();
    let by_url = format!("apply --yes --db {}", live.address);
    for write in ["apply --yes --db prod", &by_url, "repair --yes --db prod --applied 20250101000000"] {
        let ran = world.tidegate(write).exits(2);
        ran.prints(&["database `prod` is protected", "--yes-write prod"]).done();
        let other = world.tidegate(&format!("{write} --yes-write staging")).exits(2);
        other.prints(&["`--yes-write staging` does not name this database", "this database is prod"]).done();
    }
    world.tidegate("apply --dry-run --db prod").passes().prints(&["1 migration to apply"]).done();

    // Neither a branch nor a file of the user takes the protection away.
    world.branch("hostile").stage("tidegate.toml", "[databases.prod]\nurl-env = \"STAGING_URL\"\n");
    world.file("tidegate.local.toml", "[databases.same]\nurl-env = 'STAGING_URL'\n");
    world.tidegate(&by_url).exits(2).prints(&["database `prod` is protected"]).done();
    world.tidegate("apply --yes --db same").exits(2).prints(&["database `prod` is protected"]).done();
    world.stage("tidegate.toml", "");
    world.tidegate(&by_url).exits(2).prints(&["database `prod` is protected"]).done();
    world.stage("tidegate.toml", "[databases.staging]\nurl-env = \"STAGING_URL\"\nprotected = true\n");
    let confirmed = world.tidegate(&format!("{by_url} --yes-write staging")).exits(2);
    confirmed.prints(&["`--yes-write staging` does not name this database", "this database is prod"]).done();
    assert_eq!(live.value("select to_regclass('a') is null"), "t");
    live.world.tidegate("apply --yes --yes-write prod --db same").passes().done();
    assert_eq!(live.value("select to_regclass('a') is null"), "f");
}

#[test]
fn what_may_be_a_password_is_refused_and_not_shown() {
    let Some(live) = world() else { return };
    let check = |settings: &str, help: &str| {
        live.world.file("tidegate.toml", settings);
        let ran = live.world.tidegate("status --db staging").exits(2);
        ran.prints(&[help]).does_not_print(&["hunter2"]).done();
    };
    check("[databases.staging]\nhost = 'h'\npassword = 'hunter2'\n", "~/.pgpass");
    check("[databases.staging]\nurl = 'postgres://me:hunter2@h/d'\n", "url-env = \"STAGING_URL\"");
    check("databases.staging = { hots = 1, url-env = 'postgres://me:hunter2@h/d' }\n", "write the name of a variable");
}
