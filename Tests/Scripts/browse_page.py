"""One contact sheet in headless Chromium, driven through Selenium: keys, pointer, sizes, colours, and what the browser says of it."""
import json
import os
import pathlib
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.service import Service


class Page:
    def __init__(self, sheet, screenshots=None):
        self.address = (pathlib.Path(sheet).resolve() / "index.html").as_uri()
        self.screenshots = pathlib.Path(screenshots) if screenshots else None
        self.metrics = None

    def __enter__(self):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,800", "--hide-scrollbars",
                         "--no-first-run", "--disable-background-networking", "--disable-component-update"):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.resize(1280, 800, load=False)
        self.emulate("light")
        self.driver.get(self.address)
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def reload(self):
        self.driver.get("about:blank")
        self.driver.get(self.address)
        self.wait_for("glassine.shots.isWhole", "reading again", 60)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait_for(self, expression, what, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(f"return {expression}")
            if value:
                return value
            time.sleep(.02)
        raise AssertionError(what)

    def settle(self):
        """Waits until pictures are there and the next frame is drawn."""
        self.driver.execute_async_script("""
          const done = arguments[0];
          const images = [...document.images].filter(image => !image.complete);
          Promise.race([Promise.all(images.map(image => image.decode().catch(() => 0))), new Promise(end => setTimeout(end, 3000))])
            .then(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250))));""")

    def key(self, name):
        code = getattr(Keys, name, name)
        self.driver.switch_to.active_element.send_keys(code)

    def type(self, text):
        field = self.driver.find_element(By.ID, "query")
        field.clear()
        field.send_keys(text)

    def click(self, identity):
        self.driver.find_element(By.ID, identity).click()

    def drag(self, start, end):
        for kind, (x, y) in (("mousePressed", start), ("mouseMoved", end), ("mouseReleased", end)):
            self.driver.execute_cdp_cmd("Input.dispatchMouseEvent",
                                        {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1})

    def focused(self):
        return self.run("return document.activeElement.id")

    def text(self, identity):
        return self.run("return document.getElementById(arguments[0]).textContent", identity)

    def quoted(self, text):
        return json.dumps(text)

    def resize(self, width, height, mobile=False, load=True):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 2 if mobile else 1, "mobile": mobile})
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": mobile, "maxTouchPoints": 1})
        if load:
            self.reload()

    def emulate(self, scheme):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def shot(self, name):
        if self.screenshots:
            self.driver.save_screenshot(str(self.screenshots / (name + ".png")))

    def console(self):
        return [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log("browser")]

    def requests(self):
        addresses = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                address = message["params"]["request"]["url"]
                if address != "about:blank":
                    addresses.append(address)
        return addresses

    def contrasts(self):
        """Ratios of text to its ground by WCAG 2, for one element of each kind, with the least that is allowed."""
        return self.run("""
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          function colour(text) {
            canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
          }
          function ground(element) {
            for (; element; element = element.parentElement) {
              const found = colour(getComputedStyle(element).backgroundColor);
              if (found[3] === 255) return found;
            }
            return [255, 255, 255, 255];
          }
          function light(colour) {
            const [red, green, blue] = colour.slice(0, 3).map(value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4);
            return .2126 * red + .7152 * green + .0722 * blue;
          }
          function ratio(one, other) {
            const [low, high] = [light(one), light(other)].sort((left, right) => left - right);
            return (high + .05) / (low + .05);
          }
          const found = [];
          for (const selector of ['h1', '#status', '.heading h2', '.heading .faint', '.caption .name', '.caption .faint', '.bare', 'footer p',
                                  '#filters-button', '#query']) {
            const element = document.querySelector(selector);
            if (element) found.push([selector, ratio(colour(getComputedStyle(element).color), ground(element)), 4.5]);
          }
          const button = document.querySelector('#filters-button');
          found.push(['the edge of a button', ratio(colour(getComputedStyle(button).borderTopColor), ground(button.parentElement)), 3]);
          const probe = document.createElement('span');
          document.body.append(probe);
          for (const name of ['--accent', '--bad']) {
            probe.style.color = `var(${name})`;
            for (const on of ['--ground', '--raised']) {
              probe.style.backgroundColor = `var(${on})`;
              found.push([name + ' on ' + on, ratio(colour(getComputedStyle(probe).color), colour(getComputedStyle(probe).backgroundColor)), 4.5]);
            }
          }
          probe.remove();
          return found;""")
