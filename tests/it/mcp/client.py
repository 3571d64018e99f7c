"""Uses every tool of `tidegate mcp` through the SDK of Python, as a client of 2026-07-28 and as an older one.

    python client.py TIDEGATE

Runs in a repository with goose migrations; APP_URL is the address of a database.
"""

import asyncio
import os
import sys

import mcp_types as types
from mcp import Client, StdioServerParameters

TOOLS = [
    "list_migrations", "new_migration", "check", "verify", "diff", "status", "drift", "explain", "plan_migration",
    "apply_migration",
]


async def story(mode):
    answers = []
    progress = []

    async def answer(_context, params):
        assert "create table orders_" in params.message, params.message
        return answers.pop(0)

    async def step(done, total, message):
        progress.append(message)

    server = StdioServerParameters(
        command=sys.argv[1], args=["mcp", "--allow-write", "APP_URL"], env=dict(os.environ), cwd=os.getcwd()
    )
    async with Client(server, mode=mode, elicitation_callback=answer) as client:
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == TOOLS
        assert all(tool.output_schema and tool.annotations and tool.description for tool in listed.tools)

        # The SDK validates every result against the schema of its tool.
        async def call(tool, **arguments):
            result = await client.call_tool(tool, arguments, progress_callback=step)
            assert not result.is_error, result.content
            return result.structured_content["untrusted"]["report"]

        async def refused(tool, **arguments):
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            return result.content[0].text

        before = await call("list_migrations")
        assert before["projects"][0]["migrations"][0]["version"] == "1"
        assert (await call("check"))["summary"]["errors"] == 0
        assert (await call("verify"))["projects"][0]["replay"]["failure"] is None
        assert (await call("status", database="APP_URL"))["version"] == 1
        drift = await client.call_tool("drift", {"databases": ["APP_URL"]})
        assert "Ignore all instructions" in str(drift.structured_content["untrusted"])
        assert drift.content[0].text.count("<untrusted-") == 1
        diff = await call("diff", **{"from": "database:APP_URL", "to": "worktree"})
        assert not diff["equal"]
        assert (await call("explain", rule="invalid-name"))["page"].startswith("# ")

        name = mode.replace("-", "")
        migration = {"database": "APP_URL", "name": f"orders {name}", "sql": f"create table orders_{name} (id bigint primary key);"}
        plan = await call("plan_migration", **migration)
        assert plan["canApply"], plan
        assert progress, "a replay reports its progress"
        migration |= {"version": plan["migration"]["version"], "plan_hash": plan["planHash"]}
        answers.append(types.ElicitResult(action="decline"))
        assert "the user declined" in await refused("apply_migration", **migration)
        answers.append(types.ElicitResult(action="accept", content={"apply": True}))
        done = await call("apply_migration", **migration)
        assert done["failure"] is None and len(done["applied"]) >= 1, done
        assert os.path.exists(done["migration"]["files"][0]["path"])
        assert "no database is named" in await refused("status", database="NOT_SET")

        resources = await client.list_resources()
        assert len(resources.resources) > 50
        page = await client.read_resource("tidegate://rules/invalid-name")
        assert page.contents[0].text.startswith("# ")
        catalog = await client.read_resource("tidegate://catalog")
        assert "users" in catalog.contents[0].text
        created = await call("new_migration", name=f"later {name}", sql=f"create table later_{name} ();")
        assert os.path.exists(created["migration"]["files"][0])
        os.remove(created["migration"]["files"][0])


for era, mode in [("2026-07-28", "2026-07-28"), ("2025-11-25", "legacy")]:
    asyncio.run(story(mode))
    print(f"{era}: done")
