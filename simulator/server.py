"""The application: Bot API, control and page."""

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from simulator.control import routes as control
from simulator.errors import Impossible
from simulator.methods import METHODS
from simulator.wire import api
from simulator.world import World

PAGE = Path(__file__).parent / "page"


async def _index(request: Request) -> FileResponse:
    return FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})


def create_app(world: World) -> Starlette:
    """The simulator of this world. Serve it with `simulator.serve`, which can also close connections unanswered."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await world.close()

    page = [Route("/", _index), Mount("/static", StaticFiles(directory=PAGE, check_dir=False))]
    app = Starlette(
        routes=[*api.ROUTES, *control.ROUTES, *page],
        exception_handlers={Impossible: control.refuse},
        lifespan=lifespan,
    )
    app.state.world = world
    world.method_names = frozenset(METHODS)
    world.webhook.on_answer = functools.partial(api.answered, world)
    return app
