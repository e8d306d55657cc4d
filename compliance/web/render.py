"""Templates to HTML: one Jinja environment a language, autoescape always on, the two reviewed ways to raw markup."""

from functools import lru_cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from compliance.web import clocks, dates
from compliance.web.assets import asset
from compliance.wording import LANGUAGES, TEMPLATES, knows, say, wording


def icon(name: str, *, label: str = "") -> Markup:
    """Return the icon `name` of the sprite; without a label it is hidden from voices, because words stand beside it."""
    hidden = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup('<svg class="icon" {}><use href="{}#i-{}"></use></svg>').format(Markup(hidden), asset("icons"), name)


def label(lang: str, group: str, key: object) -> str:
    """Return the word for a code value (`labels.status.accepted`); an unknown value, such as free text, stays as it is."""
    message_id = f"labels.{group}.{key}"
    return say(message_id, lang) if key and knows(message_id) else str(key or "")


def labels(lang: str, group: str) -> dict[str, str]:
    """Return every word of a group: code value -> word, in the order of the file."""
    prefix = f"labels.{group}."
    return {
        message_id.removeprefix(prefix): text
        for message_id, text in wording().sentences[lang].items()
        if message_id.startswith(prefix)
    }


@lru_cache(maxsize=len(LANGUAGES))
def environment(lang: str) -> Environment:
    """Return the environment whose `t`, `label` and date functions speak `lang`; a missing value is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    made.globals.update(
        lang=lang,
        t=lambda message_id, **values: say(message_id, lang, **values),
        label=partial(label, lang),
        labels=partial(labels, lang),
        day=partial(dates.show_day, lang=lang),
        long_day=partial(dates.show_long_day, lang=lang),
        weekday=partial(dates.weekday, lang=lang),
        instant=dates.show_instant,
        clock_view=partial(clocks.clock_view, lang=lang),
        icon=icon,
        asset=asset,
    )
    return made


def render(template: str, lang: str, /, **values: object) -> str:
    """Return the HTML of `templates/<template>` in `lang`."""
    return environment(lang).get_template(template).render(**values)
