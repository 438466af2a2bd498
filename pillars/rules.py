"""Who may do what with a plan and its sections, as small questions. Views ask them, templates ask them through `can`.

The offices are those that the user holds today (`User.offices`); nothing hangs on the person.

| may                     | drafter | head | reviewer | coordinator | approver, adviser, viewer |
| ----------------------- | ------- | ---- | -------- | ----------- | ------------------------- |
| read the working text   | own     | own  | region   | region      | region                    |
| write                   | own     | own  | -        | region      | -                         |
| submit, withdraw        | own     | own  | -        | region      | -                         |
| decide at a stage       | who holds the stage's role in the stage's agency, and did not write the revision     |
| reopen what is approved | -       | own  | -        | region      | -                         |
| comment                 | own     | own  | region   | region      | region, viewer not        |
| outline, people, stages | -       | -    | -        | region      | -                         |

"own" means the section's lead or supporting agency; submitting and reopening are for the lead agency.
"""
from __future__ import annotations

from dataclasses import dataclass

from opd.models import Region, Role, User
from pillars.models import Plan, Section

WRITERS = (Role.DRAFTER, Role.HEAD)
COMMENTERS = (Role.REVIEWER, Role.COORDINATOR, Role.APPROVER, Role.ADVISER)


def region_of(section: Section) -> Region:
    """The region that a section belongs to."""
    return section.plan.region


def coordinates(user: User, region: Region) -> bool:
    """Holds the role of coordinator in the region today."""
    return region.pk in user.coordinated_region_ids


def belongs_to_lead(user: User, section: Section) -> bool:
    """Drafts for, or heads, the section's lead agency."""
    return section.lead_id in user.agency_ids_as(*WRITERS)


def belongs_to_section(user: User, section: Section) -> bool:
    """Drafts for, or heads, the lead agency or a supporting one."""
    mine = user.agency_ids_as(*WRITERS)
    return section.lead_id in mine or any(agency.pk in mine for agency in section.supporting.all())


def is_open(section: Section) -> bool:
    """Not under review and not approved: its text may change."""
    return section.status in (Section.Status.DRAFT, Section.Status.RETURNED)


def can_write(user: User, section: Section) -> bool:
    """May change the working text now."""
    if not (section.is_written and is_open(section)):
        return False
    return belongs_to_section(user, section) or coordinates(user, region_of(section))


def can_submit(user: User, section: Section) -> bool:
    """May hand the section to the first stage: its lead agency and the coordinator."""
    if not (section.is_written and is_open(section)):
        return False
    return belongs_to_lead(user, section) or coordinates(user, region_of(section))


def can_withdraw(user: User, section: Section) -> bool:
    """May take a submitted section back to draft."""
    if section.status != Section.Status.SUBMITTED:
        return False
    return belongs_to_lead(user, section) or coordinates(user, region_of(section))


def holds_stage(user: User, section: Section) -> bool:
    """Holds the role of the section's present stage in the agency that decides it."""
    stage = section.stage
    if stage is None:
        return False
    agency_id = stage.agency_id or section.lead_id
    return any(o.role == stage.role and o.agency_id == agency_id for o in user.offices)


def wrote_it(user: User, section: Section) -> bool:
    """Submitted the revision under review, or made the last save in it."""
    return user.pk in (section.submitted_revision.by_id, section.edited_by_id)


def can_decide(user: User, section: Section) -> bool:
    """Approve or return the submitted revision. Nobody decides on a text of his own."""
    return section.status == Section.Status.SUBMITTED and holds_stage(user, section) and not wrote_it(user, section)


def can_reopen(user: User, section: Section) -> bool:
    """May open an approved section again: the head of its lead agency and the coordinator."""
    if section.status != Section.Status.APPROVED:
        return False
    heads_it = section.lead_id in user.agency_ids_as(Role.HEAD)
    return heads_it or coordinates(user, region_of(section))


def can_comment(user: User, section: Section) -> bool:
    """May write and close notes on the section."""
    if not section.is_written:
        return False
    return belongs_to_section(user, section) or region_of(section).pk in user.region_ids_as(*COMMENTERS)


@dataclass(frozen=True)
class Abilities:
    """What one user may do with one section now; templates ask `can.submit`, never a role."""

    write: bool
    submit: bool
    withdraw: bool
    decide: bool
    reopen: bool
    comment: bool
    coordinate: bool


def abilities(user: User, section: Section) -> Abilities:
    """All the questions above at once, for one user and one section."""
    return Abilities(
        write=can_write(user, section),
        submit=can_submit(user, section),
        withdraw=can_withdraw(user, section),
        decide=can_decide(user, section),
        reopen=can_reopen(user, section),
        comment=can_comment(user, section),
        coordinate=coordinates(user, region_of(section)),
    )


def can_coordinate(user: User, plan: Plan) -> bool:
    """May change the outline, the stages and the facts of the plan."""
    return coordinates(user, plan.region)
