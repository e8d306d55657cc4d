"""A second implementation of the counting contract, written from the texts, that shares no line with the engine.

`days` knows the calendar (from the chinese_calendar package and the decree's festival days), `law` holds its own table of
limits, `file_of_events` puts the facts in order, `counter` walks from day to day, `answering` says what came of it,
`cases` invents facts, `comparison` lays both answers side by side. Nothing here may import the product.
"""
