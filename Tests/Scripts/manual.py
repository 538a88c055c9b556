#!/usr/bin/env python3
"""Makes manual pages from what the program says about itself: one for it, one for each subcommand.

usage: glassine --experimental-dump-help | manual.py FOLDER
"""
import json
import os
import re
import sys


def escape(text):
    """Text as roff takes it."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    # A dot or quote at the start of a line would be a command.
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def paragraphs(text):
    """Indented blocks stay as they are, the rest flows."""
    lines = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if all(line.startswith("  ") for line in block.split("\n")):
            lines += [".PP", ".RS 2", ".nf", escape("\n".join(line[2:] for line in block.split("\n"))), ".fi", ".RE"]
        elif re.fullmatch(r"[A-Z ]+\n.*", block, flags=re.DOTALL):
            title, body = block.split("\n", 1)
            lines += [f".SH {title}", ".nf", escape("\n".join(line.strip() for line in body.split("\n"))), ".fi"]
        else:
            lines += [".PP", escape(re.sub(r"\s+", " ", block).strip())]
    return lines


def spelling(name):
    kind, word = name["kind"], name["name"]
    return ("--" if kind == "long" else "-") + word


def argument_line(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        dots = " ..." if argument.get("isRepeating") else ""
        return f"\\fI{escape(value)}\\fR{dots}"
    # Short names first, as everywhere.
    ordered = sorted(argument.get("names", []), key=lambda name: name["kind"] == "long")
    names = ", ".join(f"\\fB{escape(spelling(name))}\\fR" for name in ordered)
    return names + (f" \\fI{escape(value)}\\fR" if argument["kind"] == "option" else "")


def described(argument):
    text = " ".join(filter(None, [argument.get("abstract"), argument.get("discussion")]))
    values = argument.get("allValues") or argument.get("allValueStrings")
    default = argument.get("defaultValue")
    if values and argument["kind"] == "option":
        text += f" (values: {', '.join(values)})"
    if any(name["name"] == "jobs" for name in argument.get("names", [])):
        # The page may be read on another machine than the one it was made on.
        default = "one for each core"
    if default and argument["kind"] == "option":
        text += f" (default: {default})"
    return escape(text.strip() or " ")


def synopsis(names, command):
    words = [f"\\fB{escape(' '.join(names))}\\fR"]
    visible = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    if any(argument["kind"] != "positional" for argument in visible):
        words.append("[\\fIoptions\\fR]")
    for argument in visible:
        line = argument_line(argument)
        if argument["kind"] == "option" and not argument.get("isOptional", False):
            words.append(line)
        elif argument["kind"] == "positional":
            words.append(f"[{line}]" if argument.get("isOptional", False) else line)
    if command.get("subcommands"):
        words.append("\\fIsubcommand\\fR ...")
    return " ".join(words)


def page(names, command, version, others):
    title = "-".join(names)
    abstract = command.get("abstract", "").rstrip(".")
    lines = [
        f'.TH "{title.upper()}" 1 "" "{version}" "Glassine"',
        ".SH NAME", f"{escape(title)} \\- {escape(abstract)}",
        ".SH SYNOPSIS", synopsis(names, command),
        ".SH DESCRIPTION",
    ]
    lines += paragraphs(command.get("discussion", "") or command.get("abstract", ""))
    visible = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    for heading, chosen in [
        ("ARGUMENTS", [argument for argument in visible if argument["kind"] == "positional"]),
        ("OPTIONS", [argument for argument in visible if argument["kind"] != "positional"]),
    ]:
        if chosen:
            lines.append(f".SH {heading}")
            for argument in chosen:
                lines += [".TP", argument_line(argument), described(argument)]
    subcommands = [one for one in command.get("subcommands", []) if one["commandName"] != "help" and one.get("shouldDisplay", True)]
    if subcommands:
        lines.append(".SH SUBCOMMANDS")
        for one in subcommands:
            reference = escape("-".join(names + [one["commandName"]]))
            lines += [".TP", f"\\fB{reference}\\fR(1)", escape(one.get("abstract", "") or " ")]
    related = [name for name in others if name != title]
    if related and not subcommands:
        lines += [".SH SEE ALSO", ", ".join(f"\\fB{escape(name)}\\fR(1)" for name in related)]
    return title, "\n".join(lines) + "\n"


def main(folder):
    command = json.load(sys.stdin)["command"]
    name = command["commandName"]
    version = name
    for argument in command.get("arguments", []):
        if argument.get("valueName") == "version":
            version = argument.get("defaultValue") or name
    subcommands = [one for one in command.get("subcommands", []) if one["commandName"] != "help" and one.get("shouldDisplay", True)]
    others = [name] + [f"{name}-{one['commandName']}" for one in subcommands]
    for names, one in [([name], command)] + [([name, one["commandName"]], one) for one in subcommands]:
        title, text = page(names, one, version, others)
        with open(os.path.join(folder, title + ".1"), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
