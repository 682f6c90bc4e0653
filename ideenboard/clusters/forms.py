"""The words of a cluster."""

from flask_babel import lazy_gettext as _l

from ideenboard.base.forms import Form, LineField, ParagraphsField, VersionedForm, optional, required
from ideenboard.clusters.rules import SUMMARY_MAX
from ideenboard.contributions.models import TITLE_MAX


class NewClusterForm(Form):
    """What a new cluster is called."""

    title = LineField(_l("Title of the new cluster"), required(TITLE_MAX))


class ClusterForm(VersionedForm):
    """What a cluster is called and what its contributions have in common."""

    title = LineField(_l("Title"), required(TITLE_MAX))
    summary = ParagraphsField(
        _l("Summary"), optional(SUMMARY_MAX), description=_l("Public. What the contributions have in common.")
    )
