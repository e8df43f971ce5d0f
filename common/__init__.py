"""The bottom floor: settings, database, errors, forms, pages, mail, jobs, sealing. No word of the domain belongs here."""
