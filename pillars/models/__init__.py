"""Every model of this room; submodules import only those above them: plan, revision, program, review, attachment."""
from pillars.models.attachment import Attachment
from pillars.models.imports import Import
from pillars.models.plan import Book, Chapter, Mission, Pillar, Plan, Section, Stage, SubDimension
from pillars.models.program import Budget, FundingSource, Indicator, Program, QuickWin, Target
from pillars.models.review import Comment, Review, Seen, StatusChange
from pillars.models.revision import Revision, Save

__all__ = [
    "Attachment", "Book", "Budget", "Chapter", "Comment", "FundingSource", "Import", "Indicator", "Mission", "Pillar", "Plan",
    "Program", "QuickWin", "Review", "Revision", "Save", "Section", "Seen", "Stage", "StatusChange", "SubDimension", "Target",
]
