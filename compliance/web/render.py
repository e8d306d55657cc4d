"""Templates to HTML: one Jinja environment a language, autoescape always on, the two reviewed ways to raw markup."""

from functools import lru_cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from compliance.web import clocks, dates, words
from compliance.web.assets import asset
from compliance.wording import LANGUAGES, TEMPLATES, say


def icon(name: str, *, label: str = "") -> Markup:
    """Return the icon `name` of the sprite; without a label it is hidden from voices, because words stand beside it."""
    hidden = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup('<svg class="icon" {}><use href="{}#i-{}"></use></svg>').format(Markup(hidden), asset("icons"), name)


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
        label=partial(words.label, lang),
        labels=partial(words.labels, lang),
        channels_by_group=partial(words.channels_by_group, lang),
        day=partial(dates.show_day, lang=lang),
        long_day=partial(dates.show_long_day, lang=lang),
        weekday=partial(dates.weekday, lang=lang),
        instant=dates.show_instant,
        span_words=partial(clocks.span_words, lang=lang),
        clock_view=partial(clocks.clock_view, lang=lang),
        icon=icon,
        asset=asset,
        colon="：" if lang == "zh" else ": ",
    )
    made.filters["bracketed"] = lambda words: f"（{words}）" if lang == "zh" else f" ({words})"
    made.filters["listed"] = partial(words.listed, lang=lang)
    made.filters["regime_word"] = lambda regime: words.label(lang, "regime", regime)
    return made


def render(template: str, lang: str, /, **values: object) -> str:
    """Return the HTML of `templates/<template>` in `lang`."""
    return environment(lang).get_template(template).render(**values)
