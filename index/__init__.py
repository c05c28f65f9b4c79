"""A corpus of articles in, exact quotes out: the library behind the chats."""
