"""Prefect: when things happen. The only package that imports it."""
