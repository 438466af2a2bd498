"""The book pipeline, one way: content -> html -> pdf -> link; `build.build` calls the four in order.

What is printed
    content.py    rows of the database -> Content (shape.py); with tuples.py the only modules that touch the ORM
      live.py                                                         live numbers and references in its texts
    html.py       Content -> Units: a chapter, cut wherever a section starts on a new page; kept by what it was made of
      narrative.py, numbering.py, columns.py, hyphens.py              the text of a section
      tables.py with rows.py, gantt.py, recap.py, diagrams.py,
      backmatter.py, abbreviations.py, charts.py                      sections that nobody types
      looks.py, notes.py, changes.py                                  other forms: inks, margin notes, marked changes

How it is set
    pdf.py        Units -> Layouts by warm workers, kept on disk (cache.py); typeset.py is what a worker runs
      fragment.py, lines.py, resuming.py, carrying.py, fitting.py     the engine's inside: one WeasyPrint, checked
      variables.py                                                    its style sheets, written out
    link.py       Layouts -> one tagged PDF; running.py writes heads, feet and page numbers, faces.py the fonts
    assemble.py   the plain way to join, by public interfaces: for another WeasyPrint, and as the tests' oracle
    preview.py    one section while it is written -> pictures of its pages; press.py keeps the worker, drawing.py draws
    contact.py    all pages on one picture
"""
