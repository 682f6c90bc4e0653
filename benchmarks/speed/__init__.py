"""How fast the hot pages are, beside a bare Flask page on the same server, in the same minute."""
