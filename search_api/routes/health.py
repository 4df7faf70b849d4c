"""State of the service: live, ready, status of the index, metrics."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from mappings.errors import DramatisError
from search_api.models import EngineStatus, Model
from search_api.routes.deps import PROBLEMS, Engine, json_answer

router = APIRouter(tags=["service"])


class State(Model):
    """A word on how it stands."""

    status: str
    generation: str | None = None


class ServiceStatus(EngineStatus):
    """What is served, and by which version."""

    version: str


@router.get("/health/live", response_model=State, summary="Does the process answer")
def get_live() -> Response:
    """Always 200 while the process answers."""
    return json_answer(State(status="live"))


@router.get(
    "/health/ready", response_model=State, summary="Can the index be searched", responses=PROBLEMS
)
def get_ready(engine: Engine) -> Response:
    """200 when searches can be answered; else 503 with the reason and what to do."""
    return json_answer(State(status="ready", generation=engine.generation()))


@router.get(
    "/v1/status", response_model=ServiceStatus, summary="What is served", responses=PROBLEMS
)
def get_status(engine: Engine) -> Response:
    """Engine, live generation, counts, and the fingerprints of enrichment and schema."""
    status = engine.status()
    return json_answer(ServiceStatus(version=version("dramatis"), **status.model_dump()))


@router.get("/metrics", response_class=Response, summary="Metrics for Prometheus")
def get_metrics(request: Request, engine: Engine) -> Response:
    """Requests and seconds by route; whether the index is ready and how many articles it holds."""
    metrics = request.app.state.metrics
    try:
        engine.generation()
        metrics.ready.set(1)
        metrics.articles.set(engine.status().articles)
    except DramatisError:
        metrics.ready.set(0)
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
