"""What there is of each noun: get one, find some, change and delete them."""
