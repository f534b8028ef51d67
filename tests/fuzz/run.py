# SPDX-License-Identifier: Apache-2.0
"""Coverage-guided fuzzing of one target: `python -m fuzz.run TARGET SECONDS FOLDER` from the folder `tests`.

The folder keeps the inputs that found something new, and any that failed. Ends with another code than 0 when
an input raised anything but a sentence, took over 2 seconds of the processor (20 by the clock, which goes on
while others work), or took the process over 256 MB.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wellplan"], enable_loader_override=False):
    from fuzz.targets import TARGETS

SECONDS_EACH, BY_THE_CLOCK, MEGABYTES = 2, 20, 256


class TooSlowError(Exception):
    """An input took more of the processor than any may."""


def measured(run: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def one(data: bytes) -> None:
        began = time.process_time()
        run(data)
        if (took := time.process_time() - began) > SECONDS_EACH:
            raise TooSlowError(took)

    return one


def main(name: str, seconds: str, folder: Path) -> None:
    target = TARGETS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
        target.run(seed)  # what is loaded and made once is no part of an input's time
    limits = [f"-max_total_time={seconds}", f"-timeout={BY_THE_CLOCK}", f"-rss_limit_mb={MEGABYTES}"]
    rest = [f"-max_len={target.most}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *limits, *rest, str(corpus)], measured(target.run))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
