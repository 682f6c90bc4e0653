"""What a valid form carries, per endpoint. {names} are keys of the small world; Typed marks what people type freely."""


class Typed(str):
    """A field that takes any text."""

    __slots__ = ()


class Sought(str):
    """A field that takes text of a certain shape (an address, a code, a password), or text that is only looked for."""

    __slots__ = ()


CONTRIBUTION = {
    "kind": "idea",
    "title": Typed("Die Bibliothek am Sonntag öffnen"),
    "text": Typed("Von zehn bis vier."),
    "district": "{district_id}",
    "theme": "{theme_id}",
}
EVENT = {
    "kind": "follow_up",
    "title": Typed("Zweites Treffen"),
    "day": "2027-06-10",
    "begins": "16:00",
    "ends": "19:00",
    "place": Typed("Stadtteilhaus"),
    "description": Typed("Wir sehen nach, was läuft."),
    "stream_url": Sought("https://example.org/live"),
    "recording_url": Sought("https://example.org/video"),
    "attendance": "31",
    "outcome": Typed("Drei Maßnahmen laufen."),
    "version": "1",
}
WORKSHOP = {
    "number": "7",
    "title": Typed("Räume teilen"),
    "room": Typed("Saal 3"),
    "description": Typed("Wie teilen wir Räume?"),
    "district_id": "{district_id}",
    "theme_id": "{theme_id}",
    "moderation": "before",
    "for_minors": "",
    "version": "1",
}
PROCESS = {
    "title": Typed("Jugend plant mit"),
    "claim": Typed("Deine Stadt"),
    "slug": Sought("jugend-plant-mit"),
    "organiser": Typed("Jugendamt"),
    "summary": Typed("Wir planen bis 2029."),
    "description": Typed("Alle sind eingeladen."),
    "starts_on": "2027-02-01",
    "ends_on": "2028-02-01",
    "version": "1",
}
BALLOT = {
    "question": Typed("Was soll zuerst kommen?"),
    "scope": "workshop-{voting_id}",
    "method": "points",
    "points": "10",
    "max_per_option": "4",
    "level": "room_code",
    "first_k": "2",
    "version": "1",
}
MEASURE = {
    "title": Typed("Raumkalender bauen"),
    "district": "",
    "what": Typed("Ein Kalender für alle Räume."),
    "why": Typed("Räume stehen leer."),
    "lead": Typed("Stadtplanung"),
    "partners": Typed("Vereine"),
    "starts_on": "2027-03-01",
    "ends_on": "2027-09-01",
    "cost": Typed("8 000 Euro"),
    "funding": Typed("gesichert"),
    "state": "delayed",
    "state_reason": Typed("Die Stelle ist frei."),
    "milestones-0-title": Typed("Buchung geht"),
    "milestones-0-planned_on": "2027-05-01",
    "version": "1",
}

FORMS: dict[str, dict[str, str]] = {
    "accounts.change_password": {"current": Sought("{password}"), "new": Sought("ein anderes langes Kennwort")},
    "accounts.create": {"name": Typed("Kim Beispiel"), "email": Sought("kim@example.org"), "role": "coordinator"},
    "ballots.change": BALLOT | {"options": "cluster:{cluster_id}"},
    "ballots.create": BALLOT | {"target": "clusters"},
    "cards.redeem": {"code": Sought("{card_code}"), "key": Sought("")},
    "clusters.create": {"title": Typed("Feste feiern"), "cards": "{gone_contribution_id}"},
    "clusters.describe": {"title": Typed("Räume teilen"), "summary": Typed("Alle wollen Räume."), "version": "1"},
    "clusters.merge": {"into": "{unlisted_id}", "seen": "{clusters_state}"},
    "clusters.put": {"cards": "{other_contribution_id}.{unlisted_id}"},
    "clusters.take_out": {"cards": "{contribution_id}.{cluster_id}"},
    "clusters.unsort": {"cards": "{contribution_id}.{cluster_id}"},
    "contributions.comment": {"text": Typed("Das hilft uns sehr."), "token": "token-of-a-comment"},
    "contributions.edit": CONTRIBUTION,
    "entries.correct": {"kind": "practice", "words": Typed("Die Bibliothek am Sonntag öffnen."), "version": "1"},
    "entries.enter": {
        "card": Sought("{empty_card_number}"),
        "kind": "idea",
        "words": Typed("Ein Sonntagsfrühstück"),
        "photo": "PHOTO",
        "description": Typed("Die Karte"),
    },
    "events.add_material": {"kind": "material", "title": Typed("Vortrag"), "pdf": "PDF", "url": Sought("")},
    "events.create": EVENT,
    "events.edit": EVENT,
    "cockpit.send_message": {"text": Typed("Wir treffen uns um elf im Saal.")},
    "events.set_all_phases": {"phase": "discussing"},
    "lists.add": {"groups-new-name": Typed("Reutershagen"), "groups-new-description": Typed("Im Westen.")},
    "lists.edit": {
        "districts-{spare_district_id}-name": Typed("Reutershagen"),
        "districts-{spare_district_id}-description": Typed("Im Westen."),
    },
    "moderation.hide": {"reason": "other", "explanation": Typed("Doppelt.")},
    "moderation.hide_many": {
        "cards": "{public_contribution_id}",
        "bulk-reason": "other",
        "bulk-explanation": Typed("Doppelt."),
    },
    "moderation.note": {"note-text": Typed("Bitte mit dem Amt sprechen.")},
    "moderation.publish_many": {"cards": "{pending_contribution_id}"},
    "moderation.reopen_many": {"cards": "{public_contribution_id}"},
    "moderation.respond": {"response-text": Typed("Das prüfen wir bis Mai.")},
    "paper.create": {"workshop": "", "count": "5"},
    "accounts.invite": {"name": Typed("Kim Beispiel"), "email": Sought("kim@example.org"), "role": "coordinator"},
    "accounts.accept_invitation": {"name": Typed("Kim Beispiel"), "new": Sought("ein langes Kennwort")},
    "confirm.confirm": {"password": Sought("{password}")},
    "factor.check_code": {"code": Sought("123456")},
    "factor.turn_on": {"code": Sought("123456")},
    "people.login": {"email": Sought("{email}"), "password": Sought("{password}")},
    "phone.contribute": CONTRIBUTION | {"token": "token-of-a-contribution"},
    "photo_desk.approve": {
        "photo{other_contribution_id}-seen": "{photo_mark}",
        "photo{other_contribution_id}-description": Typed("Die Pinnwand"),
    },
    "photos.put_sent": {"photo": "PHOTO", "description": Typed("Unsere Pinnwand")},
    "photos.put": {"photo": "PHOTO", "description": Typed("Unsere Pinnwand")},
    "planning.add_origin": {"contribution": "{public_contribution_id}"},
    "planning.create_measure": MEASURE,
    "planning.edit_measure": MEASURE,
    "planning.edit_plan": {"introduction": Typed("So geht es weiter."), "version": "1"},
    "priorities.agree": {"impact": "4", "effort": "2"},
    "priorities.estimate": {"impact": "4", "effort": "2"},
    "priorities.make_measures": {"clusters": "{unlisted_id}"},
    "priorities.weigh": {"impact": "3", "effort": "1"},
    "processes.join": {"group": "{group_id}"},
    "presence.ready": {"next": "/"},
    "settings.add_coordinator": {"email": Sought("{free_email}")},
    "settings.create_process": PROCESS,
    "settings.edit_process": PROCESS,
    "turnout.print_cards": {"count": "3", "token": "token-of-some-cards"},
    "turnout.quarantine_cards": {"numbers": Sought("1")},
    "turnout.reinstate": {"numbers": Sought("2")},
    "turnout.release_cards": {"numbers": Sought("4")},
    "turnout.set_headcount": {"headcount": "5", "version": "1"},
    "turnout.void": {"numbers": Sought("2-3")},
    "steering.extend_timer": {"minutes": "5"},
    "steering.hide": {"reason": "other", "explanation": Typed("Nennt eine Person.")},
    "steering.send_message": {"text": Typed("Wir treffen uns um elf im Saal.")},
    "steering.set_headcount": {"headcount": "5", "version": "1"},
    "steering.set_phase": {"phase": "discussing", "before": "collecting"},
    "steering.set_timer": {"minutes": "15", "locks": "y"},
    "steering.set_wall": {"mode": "cards", "grouping": "kind", "is_veiled": "1", "only_picked": "0"},
    "voting.vote": {"seq": "9", "{option}": "1"},
    "workshops.create": WORKSHOP,
    "workshops.create_several": {"count": "3", "moderation": "after"},
    "workshops.edit": WORKSHOP,
    "workshops.set_phase": {"phase": "discussing"},
}
