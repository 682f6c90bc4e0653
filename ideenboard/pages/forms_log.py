"""What the log says in plain words, and by what it can be narrowed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import Optional

from ideenboard.base.forms import ChoiceField, Form, plausible_day

PLACE = re.compile(r"%\((\w+)\)s")
# What the kinds of the filter stand for, by the beginnings of the actions' names.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "contributions": (_l("Contributions"), ("contribution", "contributions", "text_block")),
    "clusters": (_l("Clusters"), ("cluster", "contribution.clustered", "contribution.unclustered")),
    "votes": (_l("Votes and results"), ("ballot", "cards", "result")),
    "plans": (_l("Plans and measures"), ("plan", "measure")),
    "meetings": (_l("Follow-up meetings"), ("meeting", "resolution")),
    "rooms": (_l("Events and workshops"), ("event", "workshop", "material", "card", "wall", "message", "help")),
    "settings": (
        _l("Process and settings"),
        ("process", "priorities", "coordinator", "district", "theme", "group", "demo"),
    ),
    "accounts": (_l("Accounts"), ("account", "invitation", "audit")),
}
# who did it, to what, and what else belongs to it.
SENTENCES = {
    "account.created": _l("%(who)s created the account “%(what)s”."),
    "account.disabled": _l("%(who)s disabled the account “%(what)s”."),
    "account.enabled": _l("%(who)s let the account “%(what)s” sign in again."),
    "account.password_set": _l("%(who)s set another password for “%(what)s”."),
    "account.signed_in": _l("%(who)s signed in."),
    "account.signed_out": _l("%(who)s ended a sign-in of “%(what)s”."),
    "account.factor_on": _l("%(who)s turned the second factor on."),
    "account.factor_off": _l("%(who)s turned the second factor of “%(what)s” off."),
    "account.recovery_used": _l("%(who)s signed in with a recovery code."),
    "invitation.made": _l("%(who)s invited “%(what)s”."),
    "invitation.revoked": _l("%(who)s revoked the invitation of “%(what)s”."),
    "audit.erased": _l("%(who)s erased the words about “%(what)s” from the log."),
    "audit.forgotten": _l("%(who)s wiped a rehearsal; its entries hold no words any more."),
    "ballot.prepared": _l("%(who)s prepared the vote “%(what)s”."),
    "ballot.changed": _l("%(who)s changed the vote “%(what)s”."),
    "ballot.opened": _l("%(who)s opened the vote “%(what)s”."),
    "ballot.closed": _l("%(who)s closed the vote “%(what)s”."),
    "ballot.discarded": _l("%(who)s discarded the vote “%(what)s”."),
    "ballot.imported": _l("%(who)s brought in the votes of “%(what)s” from a table."),
    "ballot.headcount_set": _l("%(who)s noted how many people were there for “%(what)s”."),
    "cards.printed": _l("%(who)s printed voting cards for “%(what)s”."),
    "cards.voided": _l("%(who)s voided voting cards of “%(what)s”."),
    "cards.reinstated": _l("%(who)s made voting cards of “%(what)s” valid again."),
    "card.put_on_wall": _l("%(who)s put “%(other)s” onto the wall of “%(what)s”."),
    "card.taken_off_wall": _l("%(who)s took “%(other)s” off the wall of “%(what)s”."),
    "card.remembered": _l("%(who)s noted “%(other)s” for later in “%(what)s”."),
    "card.forgotten": _l("%(who)s took “%(other)s” off the list for later in “%(what)s”."),
    "cluster.agreed": _l("%(who)s set what was agreed upon for the cluster “%(what)s”."),
    "cluster.answered": _l("%(who)s answered the cluster “%(what)s” for the city."),
    "cluster.answer_drafted": _l("%(who)s prepared an answer to the cluster “%(what)s”."),
    "cluster.answer_withdrawn": _l("%(who)s took an answer to the cluster “%(what)s” back."),
    "cluster.comment_hidden": _l("%(who)s hid a comment about the cluster “%(what)s”."),
    "cluster.comment_shown": _l("%(who)s brought a comment about the cluster “%(what)s” back."),
    "cluster.created": _l("%(who)s made the cluster “%(what)s”."),
    "cluster.described": _l("%(who)s gave the cluster “%(what)s” other words."),
    "cluster.dissolved": _l("%(who)s took the cluster “%(what)s” apart."),
    "cluster.estimated": _l("%(who)s estimated the cluster “%(what)s”."),
    "cluster.estimate_removed": _l("%(who)s took an estimate of the cluster “%(what)s” back."),
    "cluster.merged": _l("%(who)s merged the cluster “%(what)s” into “%(other)s”."),
    "cluster.restored": _l("%(who)s put the cluster “%(what)s” together again."),
    "contribution.added": _l("%(who)s brought in “%(what)s”."),
    "contribution.edited": _l("%(who)s changed “%(what)s”."),
    "contribution.corrected": _l("%(who)s corrected “%(what)s” after its card."),
    "contribution.published": _l("%(who)s approved “%(what)s”."),
    "contribution.hidden": _l("%(who)s hid “%(what)s”."),
    "contribution.pending": _l("%(who)s put “%(what)s” back into the queue."),
    "contribution.withdrawn": _l("%(who)s withdrew “%(what)s”."),
    "contribution.clustered": _l("%(who)s put “%(what)s” into the cluster “%(other)s”."),
    "contribution.unclustered": _l("%(who)s took “%(what)s” out of the cluster “%(other)s”."),
    "contribution.answered": _l("%(who)s answered “%(what)s” for the city."),
    "contribution.answer_drafted": _l("%(who)s prepared an answer to “%(what)s”."),
    "contribution.answer_withdrawn": _l("%(who)s took an answer to “%(what)s” back."),
    "contribution.noted": _l("%(who)s left an internal note about “%(what)s”."),
    "contribution.comment_hidden": _l("%(who)s hid a comment under “%(what)s”."),
    "contribution.comment_shown": _l("%(who)s brought a comment under “%(what)s” back."),
    "contribution.photo_added": _l("%(who)s added a photo to “%(what)s”."),
    "contribution.photo_approved": _l("%(who)s approved the photo of “%(what)s”."),
    "contribution.photo_waits": _l("%(who)s took the photo of “%(what)s” back for another look."),
    "contribution.photo_removed": _l("%(who)s removed the photo of “%(what)s”."),
    "contributions.imported": _l("%(who)s brought in contributions from a table."),
    "coordinator.added": _l("%(who)s let “%(other)s” coordinate “%(what)s”."),
    "coordinator.removed": _l("%(who)s ended that “%(other)s” coordinates “%(what)s”."),
    "coordinator.district_added": _l("%(who)s let “%(other)s” look after the district “%(what)s”."),
    "coordinator.district_removed": _l("%(who)s ended that “%(other)s” looks after the district “%(what)s”."),
    "demo.loaded": _l("%(who)s loaded the demo process."),
    "district.added": _l("%(who)s added the district “%(what)s”."),
    "district.edited": _l("%(who)s changed the district “%(what)s”."),
    "district.moved": _l("%(who)s moved the district “%(what)s” in its list."),
    "district.removed": _l("%(who)s removed the district “%(what)s”."),
    "event.cards_printed": _l("%(who)s printed cards to write on for “%(what)s”."),
    "event.code_renewed": _l("%(who)s gave “%(what)s” another code."),
    "event.created": _l("%(who)s created the event “%(what)s”."),
    "event.edited": _l("%(who)s changed the event “%(what)s”."),
    "event.removed": _l("%(who)s removed the event “%(what)s”."),
    "group.added": _l("%(who)s added the group “%(what)s”."),
    "group.edited": _l("%(who)s changed the group “%(what)s”."),
    "group.moved": _l("%(who)s moved the group “%(what)s” in its list."),
    "group.removed": _l("%(who)s removed the group “%(what)s”."),
    "help.asked": _l("%(who)s called for help in “%(what)s”."),
    "help.ended": _l("%(who)s ended the call for help in “%(what)s”."),
    "material.added": _l("%(who)s added the material “%(what)s”."),
    "material.removed": _l("%(who)s removed the material “%(what)s”."),
    "measure.created": _l("%(who)s wrote the measure “%(what)s”."),
    "measure.edited": _l("%(who)s changed the measure “%(what)s”."),
    "measure.planned": _l("%(who)s set the measure “%(what)s” to planned."),
    "measure.running": _l("%(who)s set the measure “%(what)s” to in progress."),
    "measure.done": _l("%(who)s set the measure “%(what)s” to implemented."),
    "measure.delayed": _l("%(who)s set the measure “%(what)s” to delayed."),
    "measure.dropped": _l("%(who)s set the measure “%(what)s” to not implemented."),
    "measure.milestone_reached": _l("%(who)s noted that a milestone of the measure “%(what)s” is reached."),
    "measure.milestone_moved": _l("%(who)s put off a milestone of the measure “%(what)s”."),
    "measure.update_told": _l("%(who)s told how the measure “%(what)s” goes."),
    "measure.update_approved": _l("%(who)s approved an update about the measure “%(what)s”."),
    "measure.update_declined": _l("%(who)s declined an update about the measure “%(what)s”."),
    "measure.lead_link_made": _l("%(who)s made a link for the lead of the measure “%(what)s”."),
    "measure.lead_link_revoked": _l("%(who)s revoked the link for the lead of the measure “%(what)s”."),
    "measure.removed": _l("%(who)s removed the measure “%(what)s”."),
    "measure.origin_added": _l("%(who)s noted that the measure “%(what)s” comes from “%(other)s”."),
    "measure.origin_removed": _l("%(who)s noted that the measure “%(what)s” does not come from “%(other)s”."),
    "meeting.opened": _l("%(who)s made the agenda of “%(what)s”."),
    "meeting.agenda_updated": _l("%(who)s brought the agenda of “%(what)s” up to date."),
    "meeting.item_added": _l("%(who)s put something onto the agenda of “%(what)s”."),
    "meeting.item_moved": _l("%(who)s moved an item on the agenda of “%(what)s”."),
    "meeting.item_dropped": _l("%(who)s left an item of the agenda of “%(what)s” out."),
    "meeting.item_brought_back": _l("%(who)s brought an item of the agenda of “%(what)s” back."),
    "meeting.item_called": _l("%(who)s called an item of the agenda of “%(what)s”."),
    "meeting.notes_taken": _l("%(who)s took notes at “%(what)s”."),
    "meeting.attendance_noted": _l("%(who)s noted how many people came to “%(what)s”."),
    "meeting.minutes_finished": _l("%(who)s finished the minutes of “%(what)s”."),
    "meeting.minutes_reopened": _l("%(who)s let the minutes of “%(what)s” be written on."),
    "meeting.minutes_published": _l("%(who)s published the minutes of “%(what)s”."),
    "meeting.minutes_corrected": _l("%(who)s corrected the minutes of “%(what)s”."),
    "message.sent": _l("%(who)s called a message out to “%(what)s”."),
    "message.withdrawn": _l("%(who)s took the message to “%(what)s” away."),
    "plan.import_undone": _l("%(who)s took the import of a plan back."),
    "plan.imported": _l("%(who)s brought in measures of a plan from a table."),
    "plan.introduced": _l("%(who)s changed the introduction of a plan."),
    "plan.published": _l("%(who)s published a plan."),
    "plan.unpublished": _l("%(who)s took a plan back from the public."),
    "priorities.weighed": _l("%(who)s weighed impact and effort of “%(what)s” anew."),
    "process.created": _l("%(who)s created the process “%(what)s”."),
    "process.edited": _l("%(who)s changed what “%(what)s” says about itself."),
    "process.published": _l("%(who)s published “%(what)s”."),
    "process.unpublished": _l("%(who)s took “%(what)s” back from the public."),
    "rehearsal.begun": _l("%(who)s began to rehearse “%(what)s”."),
    "rehearsal.wiped": _l("%(who)s wiped the rehearsal of “%(what)s”."),
    "meeting.resolution_withdrawn": _l("%(who)s took a resolution of the meeting “%(what)s” back."),
    "resolution.made": _l("%(who)s kept the resolution “%(what)s”."),
    "resolution.reworded": _l("%(who)s worded the resolution “%(what)s” anew."),
    "result.published": _l("%(who)s published the result of “%(what)s”."),
    "result.withdrawn": _l("%(who)s took the result of “%(what)s” back."),
    "text_block.added": _l("%(who)s added the text block “%(what)s”."),
    "text_block.removed": _l("%(who)s removed the text block “%(what)s”."),
    "theme.added": _l("%(who)s added the theme “%(what)s”."),
    "theme.edited": _l("%(who)s changed the theme “%(what)s”."),
    "theme.moved": _l("%(who)s moved the theme “%(what)s” in its list."),
    "theme.removed": _l("%(who)s removed the theme “%(what)s”."),
    "wall.set": _l("%(who)s changed what the wall of “%(what)s” shows."),
    "workshop.code_renewed": _l("%(who)s gave “%(what)s” another code."),
    "workshop.collection_released": _l("%(who)s let everybody read the collection of “%(what)s”."),
    "workshop.collection_withdrawn": _l("%(who)s closed the collection of “%(what)s” again."),
    "workshop.created": _l("%(who)s created the workshop “%(what)s”."),
    "workshop.edited": _l("%(who)s changed the workshop “%(what)s”."),
    "workshop.facilitator_link_made": _l("%(who)s made a facilitator link for “%(what)s”."),
    "workshop.facilitator_link_revoked": _l("%(who)s revoked the facilitator link of “%(what)s”."),
    "workshop.phase_set": _l("%(who)s took “%(what)s” into another phase."),
    "workshop.phase_taken_back": _l("%(who)s took the last change of phase in “%(what)s” back."),
    "workshop.removed": _l("%(who)s removed the workshop “%(what)s”."),
    "workshop.timer_extended": _l("%(who)s gave the timer of “%(what)s” more time."),
    "workshop.timer_set": _l("%(who)s started the timer of “%(what)s”."),
    "workshop.timer_stopped": _l("%(who)s stopped the timer of “%(what)s”."),
}


def told(action: str, words: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """The sentence of an entry in pieces: each with whether it is a name that somebody gave.

    What is new to this list is told by its own name.
    """
    sentence = SENTENCES.get(action)
    text = (
        str(sentence)
        if sentence
        else _("%(who)s: %(action)s (%(what)s).", action=action, who="%(who)s", what="%(what)s")
    )
    for place, piece in enumerate(PLACE.split(text)):
        if piece:
            yield (words[piece], True) if place % 2 else (piece, False)


class LogForm(Form):
    """Who, what and when."""

    by = ChoiceField(_l("Who"))
    kind = SelectField(_l("About"), [Optional()], default="")
    since = DateField(_l("From"), [Optional(), plausible_day])
    until = DateField(_l("To"), [Optional(), plausible_day])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", _("Everything")), *(SelectChoice(key, kind[0]) for key, kind in KINDS.items())]
