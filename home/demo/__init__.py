"""The demo community: Northlight, a maker of home routers, and the people who own one.

`people.toml` and `tags.toml` say who and what there is; `questions/` holds one file a thread, whose
format `reading` describes. Everything and everybody in them is invented.
"""
