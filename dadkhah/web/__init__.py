"""The web shows: pages that read without JavaScript, in English and Persian."""
