"""The ground floor of the pages: what every app of the platform says, shows and answers with."""
