"""How fast help comes, beside a question and while asking."""
