"""What a session is and what page and server say to each other: frozen models, validated once at the door."""
