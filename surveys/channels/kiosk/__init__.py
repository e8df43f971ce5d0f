"""A kiosk: a device handed over for a set time, on which people answer one after the other and leave nothing behind."""
