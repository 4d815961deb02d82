"""Plotly figures of what was trained or raced, for notebooks and reports."""
