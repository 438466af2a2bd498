"""Who may have books built and read them, as small questions. Views ask them, templates ask them through `Part`.

| may                                | drafter, head | reviewer, approver, adviser | coordinator | viewer |
| ---------------------------------- | ------------- | --------------------------- | ----------- | ------ |
| build a draft of a book, or of all | -             | region                      | region      | -      |
| build a draft of an agency's part  | own           | region                      | region      | -      |
| build a final book, or all         | -             | -                           | region      | -      |
| change the look of the books       | -             | -                           | region      | -      |
| read builds of books               | -             | region                      | region      | region |
| read builds of an agency's part    | own           | region                      | region      | region |

Reading builds is `BookBuild.objects.visible_to(user)`; books on the screen (views/reading.py) have the same readers.
"own" means a membership in that agency that holds today.
"""
from __future__ import annotations

from opd.models import REGION_WIDE, Agency, Role, User
from pillars.models import Plan
from pillars.rules import WRITERS, can_coordinate

DRAFT_BUILDERS = (Role.COORDINATOR, Role.REVIEWER, Role.APPROVER, Role.ADVISER)


def reads_whole_books(user: User, plan: Plan) -> bool:
    """Reads the books of the whole region, not only the own part."""
    return plan.region_id in user.region_ids_as(*REGION_WIDE)


def can_build_draft(user: User, plan: Plan, agency: Agency | None = None) -> bool:
    """A draft of the books, or of one agency's part."""
    if plan.region_id in user.region_ids_as(*DRAFT_BUILDERS):
        return True
    return agency is not None and agency.region_id == plan.region_id and agency.pk in user.agency_ids_as(*WRITERS)


def can_build_some(user: User, plan: Plan) -> bool:
    """A draft of the books, or of at least one agency's part."""
    if can_build_draft(user, plan):
        return True
    return any(o.role in WRITERS and o.agency.region_id == plan.region_id for o in user.offices)


def can_build_final(user: User, plan: Plan) -> bool:
    """The books as they would be decided: approved text only."""
    return can_coordinate(user, plan)
