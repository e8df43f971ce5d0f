"""The bottom floor: settings, database, errors, forms, pages, mail, jobs, sealing. Nothing of the domain."""
