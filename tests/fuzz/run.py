# SPDX-License-Identifier: Apache-2.0
"""Coverage-guided fuzzing of one target: `python -m fuzz.run TARGET SECONDS FOLDER` from the folder `tests`.

The folder keeps the inputs that found something new, and any that failed. Ends with another code than 0 when
an input raised anything but a sentence, took over 2 seconds, or took the process over 256 MB.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wellplan"], enable_loader_override=False):
    from fuzz.targets import TARGETS

SECONDS_EACH, MEGABYTES = 2, 256


def main(name: str, seconds: str, folder: Path) -> None:
    target = TARGETS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", f"-timeout={SECONDS_EACH}", f"-rss_limit_mb={MEGABYTES}"]
    rest = [f"-max_len={target.most}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *limits, *rest, str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
