# SPDX-License-Identifier: Apache-2.0
"""Whether an answer to a copy waits to be looked at: for the page it is about, which loads nothing for it."""

from wellplan.ui.session import Session


def copy_waiting(session: Session, section_id: str) -> str:
    """The id of a copy with an answer about a page that nothing was decided about; empty for none."""
    state = getattr(session.keeper, "state", None)
    for copy in getattr(state, "given", ()):
        for reply in copy.replies:
            if any(answer.section == section_id and not answer.done for answer in reply.answers):
                return str(copy.id)
    return ""
