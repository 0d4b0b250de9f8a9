"""Who says what: the plain values of a sheet, the words and predicates they use, and where claims come from.

`vocabulary()` gives every controlled term with definition and boundary, `predicates()` what can be said of
a subject, `roots()` how many independent roots stand behind claims that say the same.
"""

from dadkhah.claims.predicates import Predicate, predicates
from dadkhah.claims.roots import RootClaim, Roots, RootSource, explain, roots
from dadkhah.claims.values import (
    ClaimRow,
    DerivationState,
    FigureRow,
    Lines,
    Mode,
    ResponseRow,
    Sheet,
    SheetFault,
    SourceRow,
    StanceRow,
    StatementRow,
    SubjectKind,
    SubjectRow,
)
from dadkhah.claims.vocabulary import Term, TermList, Vocabulary, vocabulary

__all__ = [
    "ClaimRow",
    "DerivationState",
    "FigureRow",
    "Lines",
    "Mode",
    "Predicate",
    "ResponseRow",
    "RootClaim",
    "RootSource",
    "Roots",
    "Sheet",
    "SheetFault",
    "SourceRow",
    "StanceRow",
    "StatementRow",
    "SubjectKind",
    "SubjectRow",
    "Term",
    "TermList",
    "Vocabulary",
    "explain",
    "predicates",
    "roots",
    "vocabulary",
]
