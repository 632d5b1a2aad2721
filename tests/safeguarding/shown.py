"""Pages as the site renders them, shown in a real browser without a server between.

Each page is rendered first, with its headers; the browser is then given those, and the site's own
styles and scripts. So five hundred texts need no running site, and the policies of the site hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders

HOST = "http://testserver"
PASSED_ON = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options")
# Elements and attributes that none of our public pages has, and that a text would bring along.
FOREIGN = """() => {
  const found = [];
  const leadsAway = (value) => URL.canParse(value, document.baseURI)
    && new URL(value, document.baseURI).host.includes('evil.example');
  for (const one of document.querySelectorAll('*')) {
    for (const {name, value} of one.attributes) {
      if (name.startsWith('on') && value.includes('__pwned')) found.push(one.tagName + ' ' + name);
      if (['href', 'src', 'action', 'srcdoc'].includes(name)
          && (/^\\s*(javascript|data:text)/i.test(value) || leadsAway(value)))
        found.push(one.tagName + ' ' + name + '=' + value.slice(0, 40));
      if (name === 'http-equiv') found.push('meta ' + name);
    }
    if (['IFRAME', 'BASE', 'OBJECT', 'EMBED', 'MATH', 'MARQUEE'].includes(one.tagName))
      found.push(one.tagName);
    if (one.tagName === 'SCRIPT' && one.textContent.includes('__pwned=1')
        && one.type !== 'application/json') found.push('SCRIPT');
  }
  if (window.__pwned) found.push('a script has run');
  const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wider > 0) {
    const all = [...document.querySelectorAll('body *')];
    const out = all.find((one) => one.getBoundingClientRect().right > innerWidth + 1
      && ![...one.children].some((child) => child.getBoundingClientRect().right > innerWidth + 1));
    const place = out && (out.closest('[class]') || out).outerHTML.slice(0, 120);
    found.push('wider than the screen by ' + wider + ' px: ' + place);
  }
  return found;
}"""


@dataclass
class Shown:
    """What the browser is given, by path and query; and what went wrong when it was."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    noticed: list[str] = field(default_factory=list)

    def keep(self, name: str, answer) -> None:
        """Keep an answer of the test client under a made-up address."""
        headers = {key: answer[key] for key in PASSED_ON if key in answer}
        self.pages[f"/{name}"] = (answer.status_code, headers, answer.content)

    def answer(self, route) -> None:
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != HOST:
            self.noticed.append(f"asked a stranger: {route.request.url}")
            route.abort()
        elif address.path in self.pages:
            status, headers, body = self.pages[address.path]
            route.fulfill(status=status, headers=headers, body=body)
        elif address.path.startswith("/static/"):
            path = finders.find(unquote(address.path.removeprefix("/static/")))
            route.fulfill(path=path) if path else route.fulfill(status=404)
        else:
            route.fulfill(status=404)

    @contextmanager
    def page(self, browser, width: int) -> Iterator:
        context = browser.new_context(viewport={"width": width, "height": 740}, base_url=HOST)
        page = context.new_page()
        page.route("**/*", self.answer)
        page.on("dialog", lambda dialog: self._dialog(dialog))
        page.on("console", self._console)
        yield page
        context.close()

    def _dialog(self, dialog) -> None:
        self.noticed.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.noticed.append(f"held back by the policy alone: {message.text[:120]}")

    def look(self, browser, width: int, names: list[str] | None = None) -> dict[str, list[str]]:
        """What is wrong on which page; nothing for a page that is as it should be."""
        wrong = {}
        with self.page(browser, width) as page:
            for name in names or list(self.pages):
                self.noticed.clear()
                page.goto(name, wait_until="load")
                if found := [*page.evaluate(FOREIGN), *self.noticed]:
                    wrong[name] = found
        return wrong
