"""What Laituri adds to Rasa: importer, internal channel, tracker store."""
