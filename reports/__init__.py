"""Documents and pictures: charts, PDF, spreadsheets, calendars."""
