"""How does Discord work?  The bot, its errors, cards, buttons, modals and the outbox sender."""
