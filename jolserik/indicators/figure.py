"""One figure opened: its evidence, the other book, the plans beside it."""

from dataclasses import dataclass

from jolserik.core.month import Month
from jolserik.core.refusal import Refusal, Refused
from jolserik.indicators.moment import Moment
from jolserik.indicators.pictures import Line, Share, shares_of
from jolserik.ledger import queries, rule
from jolserik.ledger.asking import parse_basis, parse_period
from jolserik.ledger.evidence import Evidence, evidence
from jolserik.ledger.models import Target
from jolserik.ledger.values import Basis, MeasureValue, Question, Scenario, Standing
from jolserik.people.actor import Actor

SERIES = {
    "actual": (Scenario.ACTUAL, Standing.NONE),
    "plan-approved": (Scenario.PLAN, Standing.APPROVED),
    "plan-announced": (Scenario.PLAN, Standing.ANNOUNCED),
}


@dataclass(frozen=True)
class Address:
    """A figure as its permanent address names it."""

    scope: str
    measure: str
    period: str
    series: str
    basis: str


@dataclass(frozen=True)
class FigurePage:
    """`evidence` is None where no row answers: then there is no figure, and never a zero."""

    question: Question
    basis: Basis
    standing: Standing
    moment: Moment
    address: Address
    evidence: Evidence | None
    line: Line
    shares: tuple[Share, ...]


def figure(
    address: Address, *, actor: Actor, moment: Moment, before: int | None = None
) -> FigurePage:
    """Open the figure of an address. Raises Refused when a part of the address is unknown."""
    question, basis, standing = _question(address, moment)
    other = Scenario.PLAN if question.scenario is Scenario.ACTUAL else Scenario.ACTUAL
    twin = Question(
        question.subject,
        question.measure,
        question.period,
        other,
        question.as_of,
        question.at_posting,
    )
    answers = queries.answer_all([question, twin], actor=actor)
    chosen = next(
        (a for a in answers[question] if (a.basis, a.standing) == (basis, standing)), None
    )
    actual = question if question.scenario is Scenario.ACTUAL else twin
    plan = twin if question.scenario is Scenario.ACTUAL else question
    line = Line(question.measure, question.period, tuple(answers[actual]), tuple(answers[plan]))
    return FigurePage(
        question=question,
        basis=basis,
        standing=standing,
        moment=moment,
        address=address,
        evidence=evidence(chosen, actor=actor, before=before) if chosen else None,
        line=line,
        shares=shares_of(line),
    )


def _question(address: Address, moment: Moment) -> tuple[Question, Basis, Standing]:
    subject = queries.subject(address.scope)
    if subject is None:
        raise Refused(Refusal("unknown_scope", {"scope": address.scope[:80]}))
    measure = queries.measures().get(address.measure)
    if measure is None:
        raise Refused(Refusal("unknown_measure", {"measure": address.measure[:80]}))
    if address.series not in SERIES:
        raise Refused(Refusal("unknown_scenario", {"scenario": address.series[:80]}))
    scenario, standing = SERIES[address.series]
    basis = parse_basis(address.basis)
    if basis is None:
        raise Refused(Refusal("unknown_basis", {"basis": address.basis}))
    period = parse_period(address.period)
    question = Question(subject, measure, period, scenario, moment.as_of, moment.at_posting)
    refusal = rule.why_not_ask(question)
    if refusal:
        raise Refused(refusal)
    return question, basis, standing


@dataclass(frozen=True)
class TargetPage:
    """A target opened: its row and act."""

    target: Target
    measure: MeasureValue
    until: Month

    @property
    def critical(self) -> int | None:
        return self.target.critical


def target(posting_no: int, *, actor: Actor) -> TargetPage | None:
    """A target the actor may see, by its posting number."""
    row = queries.targets_visible_to(actor).filter(posting_no=posting_no).first()
    return TargetPage(row, row.measure.to_value(), Month(row.covers_to)) if row else None
