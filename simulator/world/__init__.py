"""The pretend Telegram as a whole: people, groups, scenes, faults, clock."""

from simulator.world.groups import Groups
from simulator.world.scenes import Scenes


class World(Scenes, Groups):
    """Everything that can be done to the simulator, as awaitable functions. One event loop, no threads.

    Raises Impossible where an action cannot be done.
    """
