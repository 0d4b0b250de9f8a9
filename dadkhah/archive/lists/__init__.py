"""Lists on their way in: files read, rows made ready ahead of the writer, compared with what the list holds already."""
