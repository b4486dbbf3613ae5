SqlStore=None
