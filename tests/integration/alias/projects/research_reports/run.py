"""Questions are taken apart, answered side by side and reported on."""

import argparse
import sys

from pipelines.research import research
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)


def main(query: str, parts: int) -> None:
    try:
        secret = Client().get_secret("search_key")
    except KeyError:
        logger.error("There is no secret 'search_key'; make one first")
        sys.exit(3)
    assert secret.secret_values["token"] == "abc"
    run = research.with_options(enable_cache=False)(query=query, parts=parts)
    report = run.steps["write_report"].outputs["final_report"][0]
    print(report.load())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--query", default="why-is-it-so")
    parser.add_argument("--parts", type=int, default=3)
    given = parser.parse_args()
    main(given.query, given.parts)
