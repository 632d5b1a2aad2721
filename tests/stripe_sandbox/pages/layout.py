"""The frame around the pages: plain HTML and CSS, no script, nothing from elsewhere."""

from html import escape

from .texts import TEXTS

STYLE = """
:root { color-scheme: light; --ink: #1b2430; --quiet: #55606e; --line: #b9c1cc;
  --act: #0b5c57; --bad: #a11a2b; --paper: #fff; --ground: #f2f4f6; --warn: #ffe9a8; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.mode { background: var(--warn); padding: .75rem 1rem; text-align: center; font-size: .9375rem; }
.mode strong { display: block; letter-spacing: .06em; }
main { max-width: 30rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
.box { background: var(--paper); border: 1px solid #dde2e8; border-radius: .75rem;
  padding: 1.25rem; margin-top: 1rem; }
h1 { font-size: 1.125rem; margin: 0; font-weight: 600; }
.amount { font-size: 2rem; font-weight: 700; line-height: 1.2; margin: .25rem 0 .5rem; }
ul.items { list-style: none; margin: 0; padding: 0; color: var(--quiet); }
a { color: var(--act); }
.field { margin-top: 1rem; }
label, legend { display: block; font-weight: 600; margin-bottom: .25rem; padding: 0; }
input[type=text], input[type=email] { width: 100%; font: inherit; padding: .625rem .75rem;
  min-height: 2.75rem; border: 1px solid #77818d; border-radius: .5rem; background: #fff;
  color: inherit; }
input[readonly] { background: var(--ground); }
input[aria-invalid=true] { border: 2px solid var(--bad); }
fieldset { border: 0; margin: 1rem 0 0; padding: 0; }
.choice { display: flex; gap: .5rem; align-items: center; font-weight: 400; min-height: 2rem; }
.error { color: var(--bad); margin: .25rem 0 0; }
.alert { border-left: .25rem solid var(--bad); background: #fdeff0; padding: .75rem 1rem;
  margin-top: 1rem; border-radius: .25rem; }
.alert p { margin: 0; }
.pair { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
  align-items: end; }
button { font: inherit; font-weight: 600; width: 100%; min-height: 3rem; margin-top: 1.25rem;
  border: 0; border-radius: .5rem; background: var(--act); color: #fff; cursor: pointer; }
button.quiet { background: #fff; color: var(--ink); border: 1px solid #77818d; margin-top: .75rem; }
:focus-visible { outline: 3px solid #f0a500; outline-offset: 2px; }
details { margin-top: 1rem; color: var(--quiet); }
summary { cursor: pointer; min-height: 1.75rem; }
dl { margin: .5rem 0 0; } dt { font-variant-numeric: tabular-nums; color: var(--ink); }
dd { margin: 0 0 .5rem; }
"""


def frame(language: str, title: str, body: str) -> str:
    texts = TEXTS[language]
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} · {escape(texts["test_mode"])}</title>
<style>{STYLE}</style>
</head>
<body>
<header class="mode"><strong>{escape(texts["test_mode"])}</strong>
{escape(texts["test_told"])}</header>
<main>
{body}
</main>
</body>
</html>
"""


def money(amount: int, currency: str, language: str) -> str:
    """`1 234 ₸` in Russian, `₸1,234` in English; hundredths only where there are any."""
    whole, rest = divmod(amount, 100)
    if language == "ru":
        grouped = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + (f",{rest:02}" if rest else "")
    else:
        grouped = f"{whole:,}" + (f".{rest:02}" if rest else "")
    sign = {"kzt": "₸", "usd": "$", "eur": "€"}.get(currency)
    if language == "en" and sign:
        return f"{sign}{grouped}"
    return f"{grouped}\N{NO-BREAK SPACE}{sign or currency.upper()}"


def field(
    name: str, label: str, value: str, error: str | None, *, autocomplete: str, **more: str
) -> str:
    """An input with its label above and what is wrong with it below."""
    kind = more.pop("type", "text")
    extra = "".join(f' {key}="{escape(text)}"' for key, text in more.items())
    if error:
        extra += f' aria-invalid="true" aria-describedby="{name}-error"'
    told = f'<p class="error" id="{name}-error">{escape(error)}</p>' if error else ""
    return (
        f'<div class="field"><label for="{name}">{escape(label)}</label>'
        f'<input type="{kind}" id="{name}" name="{name}" value="{escape(value)}"'
        f' autocomplete="{autocomplete}"{extra}>{told}</div>'
    )
