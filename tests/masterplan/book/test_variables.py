"""Custom properties are written out where they are the same everywhere."""
from masterplan.book import variables


def test_what_html_sets_is_put_in_and_the_last_word_counts():
    css = "html { --ink: #111; --line: 1pt solid var(--ink); } p { color: var(--ink); border: var(--line) } html { --ink: #222; }"
    assert "p { color: #222; border: 1pt solid #222 }" in variables.filled(css)


def test_what_other_rules_set_again_is_left_to_the_engine():
    css = "html { --pillar: #111 } .pillar-GOV { --pillar: #00f } th { background: var(--pillar) }"
    assert "th { background: var(--pillar) }" in variables.filled(css)


def test_an_unknown_property_keeps_its_fallback():
    assert variables.filled("p { color: var(--none, red) }") == "p { color: var(--none, red) }"


def test_a_circle_ends():
    assert "var(" in variables.filled("html { --a: var(--b); --b: var(--a) } p { color: var(--a) }")
