"""Answering a survey: half-finished on the server under the device's own key, then sealed, once and for all."""
