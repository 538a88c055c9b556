#!/usr/bin/env python3
"""Opens contact sheets in headless Chromium and uses them as a person would: search, filters, keys, slider, light and dark, a phone.

usage: browse-test.py [--glassine PROGRAM] [--sheet FOLDER]... [--screenshots FOLDER] [--shots NUMBER]

Without --sheet two sheets are looked at: one of 10,000 made-up shots with the page of Sources/CContactSheet/page, and, with --glassine, one
that the program makes of the fixtures. Ends with 0 where all is well, 1 where something is not, 77 where Chromium or Selenium is missing
(1 with GLASSINE_REQUIRE_TOOLS=1). Debian: chromium chromium-driver python3-selenium python3-numpy.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))


def missing(what):
    print(f"*** NO {what}: the contact sheet was not opened in a browser. apt-get install chromium chromium-driver python3-selenium",
          file=sys.stderr)
    sys.exit(1 if os.environ.get("GLASSINE_REQUIRE_TOOLS") else 77)


try:
    import browse_made_up
except ImportError as error:
    missing(f"{error.name} for Python")
for tool in ("chromium", "chromedriver"):
    if not shutil.which(tool):
        missing(tool)
try:
    from browse_page import Page
except ImportError as error:
    missing(f"{error.name} for Python")


failures = []


def check(condition, what):
    if condition:
        return
    failures.append(what)
    print(f"FAILED  {what}", file=sys.stderr)


def search(page, name):
    """Searching narrows, and coming back widens."""
    everything = page.run("return glassine.grid.list.length")
    shot = page.run("return glassine.grid.list.find(shot => shot.camera) || glassine.grid.list[0]")
    page.key("/")
    check(page.focused() == "query", f"{name}: / goes to the search, not {page.focused()}")
    page.type(shot["name"])
    found = page.wait_for(f"glassine.grid.list.length < {everything} && glassine.grid.list.length", name + ": a name narrows")
    check(page.run("return glassine.grid.list.some(shot => shot.id === arguments[0])", shot["id"]), f"{name}: the shot is found by its name")
    check(str(found) in page.text("status").replace(",", ""), f"{name}: the status says {found}: {page.text('status')}")
    page.key("ESCAPE")
    page.wait_for(f"glassine.grid.list.length === {everything}", name + ": Escape empties the search")
    if shot.get("camera"):
        word = shot["camera"].split()[-1]
        page.type("camera:" + word)
        page.wait_for("glassine.grid.list.length > 0 && glassine.grid.list.every(shot => shot.camera && shot.camera.toLowerCase()"
                      f".includes('{word.lower()}'))", name + ": camera: looks at cameras only")
        page.key("ESCAPE")
        page.wait_for(f"glassine.grid.list.length === {everything}", name + ": and back")
        page.click("filters-button")
        page.shot(name + "-filters")
        page.run("const list = document.getElementById('filter-camera'); list.value = arguments[0];"
                 "list.dispatchEvent(new Event('change'))", shot["camera"])
        page.wait_for("glassine.grid.list.length > 0 && glassine.grid.list.every(shot => shot.camera === "
                      f"{page.quoted(shot['camera'])})", name + ": the list of cameras narrows")
        page.run("const list = document.getElementById('filter-camera'); list.value = ''; "
                 "const from = document.getElementById('filter-from'); from.value = '2100-01-01'; from.dispatchEvent(new Event('change'))")
        page.wait_for("glassine.grid.list.length === 0 && !document.getElementById('nothing').hidden", name + ": nothing is of the next century")
        page.click("clear")
        page.wait_for(f"glassine.grid.list.length === {everything}", name + ": Clear widens")
        page.click("filters-button")
    page.type("no such thing anywhere")
    page.wait_for("glassine.grid.list.length === 0 && !document.getElementById('nothing').hidden", name + ": says that nothing matches")
    page.click("nothing-clear")
    page.wait_for(f"glassine.grid.list.length === {everything}", name + ": Show everything does")


def keyboard(page, name):
    """A picture opens, goes on and closes by keys alone, and the focus is where it was."""
    page.run("document.activeElement.blur()")
    page.key("ARROW_RIGHT")
    first = page.run("return document.activeElement.dataset.index")
    check(first == "0", f"{name}: the first arrow shows the first shot, not {first}")
    page.key("ARROW_RIGHT")
    check(page.run("return document.activeElement.dataset.index") == "1", f"{name}: the second goes on")
    page.key("ARROW_DOWN")
    check(int(page.run("return document.activeElement.dataset.index")) > 1, f"{name}: down goes down")
    page.key("HOME")
    page.key("ENTER")
    page.wait_for("document.getElementById('viewer').open", name + ": Enter opens")
    title = page.text("viewer-name")
    page.key("ARROW_RIGHT")
    page.wait_for(f"document.getElementById('viewer-place').textContent.startsWith('2 of')", name + ": → shows the next")
    check(page.run("return document.getElementById('viewer').contains(document.activeElement)"), f"{name}: the focus stays in the dialog")
    page.key("ARROW_LEFT")
    page.wait_for(f"document.getElementById('viewer-name').textContent === {page.quoted(title)}", name + ": ← goes back")
    page.key("z")
    check(page.run("return document.getElementById('zoom').ariaPressed") in ("true", "false"), f"{name}: z is known")
    page.key("z")
    page.key("ESCAPE")
    page.wait_for("!document.getElementById('viewer').open", name + ": Escape closes")
    check(page.run("return document.activeElement.dataset.index") == "0", f"{name}: the focus is back on the shot")
    page.key("ENTER")
    page.wait_for("document.getElementById('viewer').open", name + ": opens again")
    page.run("history.back()")
    page.wait_for("!document.getElementById('viewer').open", name + ": the back button closes")
    page.key("END")
    page.wait_for("document.activeElement.dataset.index === String(glassine.grid.list.length - 1)", name + ": End goes to the last")
    page.wait_for("document.activeElement.getBoundingClientRect().bottom <= innerHeight", name + ": and it is in sight")
    page.key("HOME")
    page.wait_for("scrollY === 0", name + ": Home goes to the top")
    page.key("?")
    page.wait_for("document.getElementById('help').open", name + ": ? helps")
    page.shot(name + "-help")
    page.key("ESCAPE")
    page.wait_for("!document.getElementById('help').open", name + ": Escape closes the help")


def slider(page, name):
    """The slider moves by pointer and by keys, and what it shows moves with it."""
    identity = page.run("const shot = glassine.grid.list.find(shot => shot.restored); return shot && shot.id")
    if not identity:
        print(f"{name}: no shot has a restored copy; the slider was not tried")
        return
    page.run("location.hash = '#/' + arguments[0]", identity)
    page.wait_for("document.querySelector('#slider') && document.querySelector('#stage .after').naturalWidth", name + ": the slider is there")
    page.settle()
    check(page.run("return document.getElementById('slider').value") == "50", f"{name}: it begins in the middle")
    page.shot(name + "-slider")
    frame = page.run("const box = document.getElementById('slider').getBoundingClientRect(); return [box.x, box.y, box.width, box.height]")
    page.drag((frame[0] + frame[2] * .5, frame[1] + frame[3] * .5), (frame[0] + frame[2] * .2, frame[1] + frame[3] * .5))
    value = int(page.run("return document.getElementById('slider').value"))
    check(18 <= value <= 22, f"{name}: dragging it to a fifth gives {value}")
    edge = page.run("const line = document.querySelector('.line').getBoundingClientRect(); return line.x + line.width / 2")
    check(abs(edge - (frame[0] + frame[2] * .2)) < frame[2] * .02, f"{name}: the line is under the pointer: {edge}")
    check(f"{100 - value}%" in page.run("return getComputedStyle(document.querySelector('.compare img:not(.after)')).clipPath").replace("calc(100% - ", ""
          ) or f"{value}%" in page.run("return getComputedStyle(document.querySelector('.compare img:not(.after)')).clipPath"),
          f"{name}: the plain picture is cut there")
    page.run("document.getElementById('slider').focus()")
    page.key("ARROW_RIGHT")
    check(int(page.run("return document.getElementById('slider').value")) == value + 1, f"{name}: an arrow moves it by one")
    check(page.run("return location.hash") == "#/" + identity, f"{name}: and does not turn the page")
    check("restored" in page.run("return document.getElementById('slider').getAttribute('aria-valuetext')"), f"{name}: it says what it shows")
    page.key("b")
    page.key("b")
    check(page.run("return document.getElementById('slider').value") in ("0", "100"), f"{name}: b jumps")
    page.run("document.getElementById('slider').value = 50; document.getElementById('slider').dispatchEvent(new Event('input'))")
    page.key("z")
    page.settle()
    page.shot(name + "-slider-actual")
    page.key("z")
    page.click("close")
    page.wait_for("!document.getElementById('viewer').open", name + ": the button closes")


def colours(page, name):
    """Light and dark follow the system, and the switch overrules it."""
    seen = {}
    for scheme in ("dark", "light"):
        page.emulate(scheme)
        seen[scheme] = page.run("return getComputedStyle(document.body).backgroundColor")
        page.settle()
        page.shot(f"{name}-{scheme}")
    check(seen["dark"] != seen["light"], f"{name}: dark and light differ: {seen}")
    labels = []
    for _ in range(3):
        page.click("theme")
        labels.append((page.run("return document.getElementById('theme').ariaLabel"), page.run("return getComputedStyle(document.body).backgroundColor")))
    check(labels[0] == ("Colours: light", seen["light"]) and labels[1] == ("Colours: dark", seen["dark"]) and "system" in labels[2][0],
          f"{name}: the switch goes round: {labels}")
    for scheme in ("light", "dark"):
        page.emulate(scheme)
        for text, ratio, least in page.contrasts():
            check(ratio >= least, f"{name}: contrast of {text} in {scheme} is {ratio:.2f}")
    page.emulate("light")


def phone(page, name):
    """A narrow screen that is touched: nothing sticks out, and a picture opens and closes."""
    page.resize(390, 844, mobile=True)
    page.wait_for("glassine.grid.list.length > 0", name + ": is drawn on a phone")
    page.settle()
    check(page.run("return document.documentElement.scrollWidth <= innerWidth"), f"{name}: nothing sticks out of a phone's screen")
    page.shot(name + "-phone")
    page.click("filters-button")
    page.settle()
    check(page.run("return document.documentElement.scrollWidth <= innerWidth"), f"{name}: nor do the filters")
    page.shot(name + "-phone-filters")
    page.click("filters-button")
    identity = page.run("return (glassine.grid.list.find(shot => shot.restored) || glassine.grid.list[0]).id")
    page.run("location.hash = '#/' + arguments[0]", identity)
    page.wait_for("document.getElementById('viewer').open", name + ": a picture opens on a phone")
    page.settle()
    page.shot(name + "-phone-picture")
    page.run("document.getElementById('facts-button').click()")
    page.settle()
    page.shot(name + "-phone-facts")
    for button in ("previous", "next", "zoom", "facts-button", "close"):
        box = page.run("const box = document.getElementById(arguments[0]).getBoundingClientRect(); return [box.width, box.height, box.right]", button)
        check(box[0] >= 40 and box[1] >= 40 and box[2] <= 390, f"{name}: {button} is large enough for a finger: {box}")
    page.click("close")
    page.wait_for("!document.getElementById('viewer').open", name + ": and closes")
    page.resize(1280, 800)


def structure(page, name):
    """What a screen reader relies on."""
    problems = page.run("""
      const problems = [];
      for (const image of document.images) if (!image.alt) problems.push('an image without an alt text: ' + image.src);
      for (const control of document.querySelectorAll('button, input, select, a')) {
        const label = control.ariaLabel || control.textContent.trim() || (control.labels && control.labels.length && control.labels[0].textContent);
        if (!label && !control.querySelector('img')) problems.push('a control without a name: ' + control.outerHTML.slice(0, 80));
      }
      for (const part of ['header', 'main', 'footer', 'h1', '[role=search]', '[role=status]'])
        if (document.querySelectorAll('body > ' + part + ', header ' + part + ', main ' + part).length !== 1) problems.push('not one ' + part);
      const identities = [...document.querySelectorAll('[id]')].map(element => element.id);
      if (new Set(identities).size !== identities.length) problems.push('an id twice');
      if (document.querySelectorAll('#grid a[tabindex="0"]').length !== 1) problems.push('the tab key does not reach exactly one shot');
      if (document.documentElement.lang !== 'en') problems.push('no language');
      return problems;""")
    for problem in problems:
        check(False, f"{name}: {problem}")


def large(page, name, shots):
    """Ten thousand shots: few elements, quick answers, the end is reached."""
    check(page.run("return glassine.grid.list.length") == shots, f"{name}: all {shots} are there")
    check(page.run("return document.querySelectorAll('#grid a').length") < 200, f"{name}: only what is in sight is drawn")
    spent = page.run("""
      const begin = performance.now();
      const input = document.getElementById('query');
      for (const text of ['n', 'ni', 'nikon', 'nikon harbour', '2024-0']) {
        input.value = text;
        document.getElementById('search').requestSubmit();
      }
      input.value = '';
      document.getElementById('search').requestSubmit();
      return (performance.now() - begin) / 6;""")
    print(f"{name}: a search of {shots} shots takes {spent:.0f} ms")
    page.run("scrollTo(0, document.documentElement.scrollHeight / 2)")
    page.settle()
    check(page.run("return document.querySelectorAll('#grid a').length") < 200, f"{name}: nor in the middle more than that")
    check(page.run("return [...document.querySelectorAll('#grid .cell')].some(cell => { const box = cell.getBoundingClientRect(); "
                   "return box.top > 100 && box.bottom < innerHeight; })"), f"{name}: the middle is drawn")
    page.shot(name + "-middle")
    page.run("scrollTo(0, 0)")


def hostile(page, name):
    """Names that would like to be more than names."""
    check(page.run("return window.pwned === undefined"), f"{name}: no script of a name ran")
    check(page.run("return document.querySelectorAll('#grid script, #grid b, #grid iframe').length") == 0, f"{name}: no element of a name is there")
    if page.run("return glassine.grid.list.some(shot => shot.path.includes('<script>'))"):
        page.type("<script>")
        page.wait_for("glassine.grid.list.length > 0 && glassine.grid.list.every(shot => shot.path.includes('<script>'))",
                      name + ": a hostile name is found by itself")
        page.run("document.querySelector('#grid a').focus()")
        page.settle()
        page.shot(name + "-hostile")
        page.key("ENTER")
        page.wait_for("document.getElementById('viewer').open", name + ": it opens")
        page.settle()
        page.shot(name + "-hostile-picture")
        check(page.run("return window.pwned === undefined && !document.querySelector('#viewer script, #viewer b, #viewer img[src=x]')"),
              f"{name}: and is text")
        page.key("ESCAPE")
        page.wait_for("!document.getElementById('viewer').open", name + ": it closes")
        page.key("/")
        page.key("ESCAPE")


def look(sheet, name, screenshots, shots=None):
    print(f"looking at {name}: {sheet}")
    begin = time.monotonic()
    with Page(sheet, screenshots) as page:
        page.wait_for("glassine.shots.head.shots > 0 && glassine.shots.isWhole", f"{name}: all data is read", seconds=60)
        page.wait_for("document.querySelectorAll('#grid img').length === 0 || [...document.querySelectorAll('#grid img')].some(image => image.complete)",
                      f"{name}: thumbnails appear")
        print(f"{name}: open and drawn after {time.monotonic() - begin:.1f} s")
        steps = [structure, colours, search, keyboard, slider, hostile, phone]
        for step in steps:
            try:
                step(page, name)
            except Exception as error:  # a step that cannot go on says so, and the next begins afresh
                check(False, f"{name}: {step.__name__}: {str(error).splitlines()[0]}")
                page.shot(f"{name}-failed-{step.__name__}")
                page.reload()
        if shots:
            large(page, name, shots)
        for line in page.console():
            check(False, f"{name}: the console says {line}")
        requests = page.requests()
        for address in requests:
            check(address.startswith(("file://", "data:")), f"{name}: a request for {address}")
        print(f"{name}: {len(requests)} requests, all for files")


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("--glassine")
    options.add_argument("--sheet", action="append", default=[])
    options.add_argument("--screenshots")
    options.add_argument("--shots", type=int, default=10_000)
    options = options.parse_args()
    if options.screenshots:
        pathlib.Path(options.screenshots).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="glassine-browse-") as folder:
        work = pathlib.Path(folder)
        if options.sheet:
            for sheet in options.sheet:
                look(pathlib.Path(sheet), pathlib.Path(sheet).name, options.screenshots)
        else:
            browse_made_up.write(root / "Sources/CContactSheet/page", work / "made-up", options.shots)
            look(work / "made-up", "made-up", options.screenshots, options.shots)
            if options.glassine:
                run = [options.glassine, "archive", str(root / "Fixtures/raws"), str(work / "archive"), "--quiet"]
                subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
                run = [options.glassine, "browse", str(work / "archive"), "--to", str(work / "sheet"), "--title", "Fixtures", "--quiet"]
                subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
                look(work / "sheet", "fixtures", options.screenshots)
    print("browse-test: nothing to complain about" if not failures else f"browse-test: {len(failures)} complaints")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
