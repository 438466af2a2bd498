"""Every model of this room; submodules import only those above them: plan, revision, program, review, attachment, guidance,
regulation, nomenclature, indicator_library."""
from pillars.models.attachment import Attachment
from pillars.models.guidance import Guidance
from pillars.models.imports import Import
from pillars.models.indicator_library import LibraryIndicator
from pillars.models.nomenclature import Nomenclature
from pillars.models.plan import Book, Chapter, Mission, Pillar, Plan, Section, Stage, SubDimension
from pillars.models.program import Budget, FundingSource, Indicator, Program, QuickWin, Target
from pillars.models.regulation import Abbreviation, Regulation
from pillars.models.review import Comment, Review, Seen, StatusChange
from pillars.models.revision import Presence, Revision, Save

__all__ = [
    "Abbreviation", "Attachment", "Book", "Budget", "Chapter", "Comment", "FundingSource", "Guidance", "Import", "Indicator",
    "LibraryIndicator", "Mission", "Nomenclature", "Pillar", "Plan", "Presence", "Program", "QuickWin", "Regulation",
    "Review", "Revision", "Save", "Section", "Seen", "Stage", "StatusChange", "SubDimension", "Target",
]
