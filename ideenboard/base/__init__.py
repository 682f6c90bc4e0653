"""What every room stands on: database, clock, htmx, forms, errors, headers, languages, uploads."""
