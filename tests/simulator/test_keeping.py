"""A saved world is the same world: people, messages, files, waiting updates, clock."""

from pathlib import Path

from simulator import keeping
from simulator.world import World
from simulator.world.views import message_view


async def test_a_world_comes_back_from_its_file(tmp_path: Path) -> None:
    world = World()
    awa = await world.add_person("Awa", "Ndiaye", alias="awa", label="Participante")
    await world.type(awa["id"], "/start")
    await world.send_file(awa["id"], "liste.csv", b"a;b")
    world.clock.advance(3600)
    keeping.save(world, tmp_path / "world.json")

    again = World()
    assert keeping.load(again, tmp_path / "world.json")

    before, after = world.people[awa["id"]], again.people[awa["id"]]
    assert [message_view(one) for one in after.messages.values()] == [
        message_view(one) for one in before.messages.values()
    ]
    assert after.label == "Participante"
    assert again.aliases == {"awa": awa["id"]}
    assert again.updates.pending == world.updates.pending
    assert again.clock.offset == world.clock.offset
    await again.type(awa["id"], "encore")
    assert max(again.updates.pending) == max(world.updates.pending) + 1
    assert max(after.messages) not in before.messages


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    assert not keeping.load(World(), tmp_path / "none.json")
