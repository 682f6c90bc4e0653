"""A plan as tables for a spreadsheet, in the words of its page."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from ideenboard.base.tables import Table, table
from ideenboard.plans.forms import STATES
from ideenboard.plans.models import Measure, Milestone, Plan


def plan_tables(
    plan: Plan, measures: Sequence[Measure], milestones: Mapping[int, Sequence[Milestone]], themes: Mapping[int, str]
) -> list[Table]:
    """Its measures, and the milestones of them: whoever imports them has the same plan again."""
    numbers = {measure.id: number for number, measure in enumerate(measures, 1)}
    return [_measures(plan, measures, numbers, themes), _milestones(measures, milestones, numbers)]


def _measures(plan: Plan, measures: Sequence[Measure], numbers: Mapping[int, int], themes: Mapping[int, str]) -> Table:
    columns = {
        _("Number of the measure"): _("Its number in this table."),
        _("Title"): _("Title of the measure."),
        _("State"): _("How far it is."),
        _("Since"): _("Since when it is in this state."),
        _("Reason"): _("Why it is delayed or not implemented."),
        _("Theme"): _("The theme that was chosen for it."),
        _("What will be done"): "",
        _("Why"): _("Why it will be done."),
        _("Lead"): _("Who leads."),
        _("Partners"): _("Who takes part."),
        _("Begins on"): _("First day."),
        _("Ends on"): _("Last day."),
        _("Cost"): _("What it costs."),
        _("Funding"): _("Where the money comes from."),
        _("Last news"): _("When somebody last said how it goes."),
        _("Plan of"): _("The district whose plan it is in."),
    }
    place = plan.district.name if plan.district else _("The whole process")
    rows = [
        (numbers[m.id], m.title, str(STATES[m.state]), m.state_since, m.state_reason, themes.get(m.theme_id or 0, ""))
        + (m.what, m.why, m.lead, m.partners, m.starts_on, m.ends_on, m.cost, m.funding, m.heard_on, place)
        for m in measures
    ]
    return table(_("Measures"), _("One row for each measure."), columns, rows)


def _milestones(
    measures: Sequence[Measure], milestones: Mapping[int, Sequence[Milestone]], numbers: Mapping[int, int]
) -> Table:
    columns = {
        _("Number of the measure"): _("Its number in the table of the measures."),
        _("Measure"): _("Title of the measure."),
        _("Milestone"): _("What is to be reached."),
        _("Planned for"): _("Day that was promised."),
        _("Reached on"): _("Day on which it was reached; empty before."),
    }
    rows = [
        (numbers[m.id], m.title, step.title, step.planned_on, step.reached_on)
        for m in measures
        for step in milestones[m.id]
    ]
    return table(_("Milestones"), _("One row for each milestone."), columns, rows)
