"""Pages that show several stages at once: start, process, the workshop on the phone, receipt, desk."""
