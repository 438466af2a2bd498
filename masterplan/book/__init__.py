"""The book pipeline, one way: content -> html -> pdf -> assemble; `build.build` calls the four in order.

    content.py    rows of the database -> Content (shape.py); the only module that touches the ORM
    html.py       Content -> one Unit (HTML in parts) per chapter; numbering.py, narrative.py, tables.py, charts.py help
                  looks.py, notes.py and changes.py make the other forms of the text: inks, margin notes, marked changes
    pdf.py        Unit -> Laid (PDF bytes and where everything landed), cached; typeset.py is what the workers run
    preview.py    one section while it is written -> pictures of its pages; press.py keeps the workers, drawing.py draws
    assemble.py   Laid chapters -> one PDF with bookmarks, labels, links and one structure tree
"""
