"""Letters: rendering, outbox, SMTP, mailbox, doorbell."""
