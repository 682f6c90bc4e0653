"""Follow-up meetings: the agenda that builds itself, resolutions that change the plan, and the minutes."""
