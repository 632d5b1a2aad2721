// Keys of the moderators' desk. A letter leads to the place, Enter does it there: nothing is
// decided by one stray key. Without this file everything works by pointer and Tab.
(() => {
  "use strict";

  const config = JSON.parse(document.getElementById("wagtail-config")?.textContent || "{}");
  const desk = document.querySelector("[data-desk]");
  // Whoever has switched keys off in the account's settings has none here either.
  if (!desk || config.KEYBOARD_SHORTCUTS_ENABLED === false) return;

  const dialog = document.getElementById("desk-keys");
  const fields = "input:not([type=hidden]), select, textarea";
  desk.classList.add("desk--keys");
  desk.querySelectorAll("[data-desk-keys-hint]").forEach((hint) => (hint.hidden = false));

  const isTyping = (element) =>
    element.isContentEditable ||
    element.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=submit])");

  const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  // The letter on the key, or its place where the layout is Kazakh or Russian.
  function letterOf(event) {
    if (/^[a-z0-9?]$/i.test(event.key)) return event.key.toLowerCase();
    const place = /^(?:Key|Digit)(.)$/.exec(event.code);
    return place ? place[1].toLowerCase() : "";
  }

  function openAround(element) {
    for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  }

  function firstFieldOf(element) {
    const inside = [...element.querySelectorAll(fields)].filter(isShown);
    return inside.find((field) => field.checked) || inside[0];
  }

  function focusOn(element) {
    element.focus();
    element.scrollIntoView({ block: "center" });
  }

  // The thing found that the focus is in, else the first that is open.
  function currentHit() {
    return document.activeElement?.closest("[data-hit]") || desk.querySelector("[data-hit]");
  }

  function nextHit() {
    const hits = [...desk.querySelectorAll("[data-hit]")];
    const at = hits.indexOf(document.activeElement?.closest("[data-hit]"));
    return hits[(at + 1) % hits.length];
  }

  function targetOf(letter) {
    const all = [...desk.querySelectorAll(`[data-key="${letter}"]`)].filter(isShown);
    return all.find((each) => currentHit()?.contains(each)) || all[0];
  }

  function goTo(target) {
    if (target.tagName === "A") return target.click();
    if (target.tagName === "SUMMARY") {
      target.parentElement.open = true;
      return focusOn(firstFieldOf(target.parentElement) || target);
    }
    if (target.tagName === "FORM") return focusOn(firstFieldOf(target) || target);
    focusOn(target);
  }

  function chooseReason(number) {
    const open = document.activeElement?.closest("details[open]") || desk.querySelector(".desk__answer[open]");
    const radio = open?.querySelectorAll("input[type=radio]")[number - 1];
    if (!radio) return false;
    radio.checked = true;
    focusOn(radio);
    return true;
  }

  function fillTakeOut() {
    const marked = window.getSelection();
    const words = marked.toString().trim();
    const start = marked.anchorNode?.parentElement?.closest("[data-field]");
    const form = desk.querySelector("[data-take-out]");
    if (!words || !start || !form) return;
    form.elements.field.value = start.dataset.field;
    form.elements.words.value = words;
  }

  // True where the key meant something here.
  function answer(letter) {
    if (letter === "h") {
      dialog.showModal();
      return true;
    }
    if (letter === "f") {
      const hit = nextHit();
      if (hit) focusOn(hit);
      return Boolean(hit);
    }
    if (/[1-9]/.test(letter)) return chooseReason(Number(letter));
    if (letter === "w") fillTakeOut();
    const target = letter && targetOf(letter);
    if (target) goTo(target);
    return Boolean(target);
  }

  document.addEventListener("keydown", (event) => {
    // A key that is held down would run on into the next wish.
    if (event.defaultPrevented || event.repeat || event.isComposing || dialog?.open) return;
    const at = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.form && desk.contains(at)) {
      event.preventDefault();
      at.form.requestSubmit();
      return;
    }
    if (event.key === "Escape" && desk.contains(at)) at.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(at)) return;
    if (answer(letterOf(event))) event.preventDefault();
  });

  // A link in the bar leads into what is folded up.
  desk.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const goal = link && document.getElementById(link.hash.slice(1));
    if (!goal) return;
    event.preventDefault();
    openAround(goal);
    focusOn(goal.matches(fields) ? goal : firstFieldOf(goal) || goal);
  });

  desk.querySelector("[data-desk-keys-hint] button")?.addEventListener("click", () => dialog.showModal());
})();
