#!/usr/bin/env python3
"""Checks the structure of a PREMIS 3.0 document: which elements may stand where, in what order, how often.

usage: premis.py FILE

Written from the PREMIS data dictionary 3.0; holds what Glassine's documents may hold, and is stricter than the schema in that every link has
to lead to an object, event or agent of the same document. Prints what is wrong and ends with 1; prints counts and ends with 0 otherwise.
"""

import collections
import re
import sys
import xml.etree.ElementTree as ET

SPACE = "{http://www.loc.gov/premis/v3}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

# Children of an element, as a regular expression over their names; elements not named here hold text and nothing else.
CHILDREN = {
    "premis": r"(object )+(event )*(agent )*(rights )*",
    "file": r"(objectIdentifier )+(preservationLevel )*(significantProperties )*(objectCharacteristics )+(originalName )?(storage )*"
    r"(signatureInformation )*(relationship )*(linkingEventIdentifier )*(linkingRightsStatementIdentifier )*",
    "representation": r"(objectIdentifier )+(preservationLevel )*(significantProperties )*(originalName )?(storage )*(relationship )*"
    r"(linkingEventIdentifier )*(linkingRightsStatementIdentifier )*",
    "objectCharacteristics": r"(compositionLevel )?(fixity )*(size )?(format )+(creatingApplication )*(inhibitors )*",
    "fixity": r"messageDigestAlgorithm messageDigest (messageDigestOriginator )?",
    "format": r"(formatDesignation (formatRegistry )?|formatRegistry )(formatNote )*",
    "formatDesignation": r"formatName (formatVersion )?",
    "relationship": r"relationshipType relationshipSubType (relatedObjectIdentifier )+(relatedEventIdentifier )*",
    "event": r"eventIdentifier eventType eventDateTime (eventDetailInformation )*(eventOutcomeInformation )*(linkingAgentIdentifier )*"
    r"(linkingObjectIdentifier )*",
    "eventDetailInformation": r"(eventDetail )?",
    "eventOutcomeInformation": r"eventOutcome (eventOutcomeDetail )*",
    "eventOutcomeDetail": r"eventOutcomeDetailNote ",
    "agent": r"(agentIdentifier )+(agentName )*(agentType )?(agentVersion )?(agentNote )*(linkingEventIdentifier )*",
}
for name in ("object", "event", "agent", "relatedObject"):
    CHILDREN[f"{name}Identifier"] = f"{name}IdentifierType {name}IdentifierValue "
for name in ("linkingEvent", "linkingObject", "linkingAgent"):
    roles = "" if name == "linkingEvent" else f"({name}Role )*"
    CHILDREN[f"{name}Identifier"] = f"{name}IdentifierType {name}IdentifierValue {roles}"

TEXTS = {
    "messageDigest": r"[0-9a-f]{64}",
    "size": r"[0-9]+",
    "eventDateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "eventType": r"ingestion|message digest calculation|fixity check|validation|recovery|replication",
    "eventOutcome": r"success|warning|fail",
}
ATTRIBUTES = {"authority", "authorityURI", "valueURI"}

errors = []
known = collections.defaultdict(set)
links = []


def local(element):
    if not element.tag.startswith(SPACE):
        errors.append(f"{element.tag} is of another namespace")
    return element.tag[len(SPACE):]


def check(element):
    name = local(element)
    kind = name
    if name == "object":
        kind = element.get(TYPE)
    elif name not in ("premis",) and set(element.keys()) - ATTRIBUTES:
        errors.append(f"{name} has attributes {element.keys()}")
    children = "".join(local(child) + " " for child in element)
    text = (element.text or "").strip()
    if kind in CHILDREN:
        if not re.fullmatch(CHILDREN[kind], children):
            errors.append(f"{kind}: children {children.strip()}")
        if text:
            errors.append(f"{kind}: text between elements")
    elif children:
        errors.append(f"{kind} is not known, or holds elements")
    elif not text:
        errors.append(f"{name} is empty")
    if name in TEXTS and not re.fullmatch(TEXTS[name], text):
        errors.append(f"{name}: {text}")
    match = re.fullmatch(r"(linking|related)?(object|event|agent)identifier", name.lower())
    if match:
        value = tuple(child.text for child in list(element)[:2])
        if match[1]:
            links.append((match[2], value))
        elif value in known[match[2]]:
            errors.append(f"{name} {value} twice")
        else:
            known[match[2]].add(value)
    for child in element:
        check(child)


root = ET.parse(sys.argv[1]).getroot()
if root.get("version") != "3.0":
    errors.append("not version 3.0")
check(root)
errors += [f"a link to {kind} {value}, which is not there" for kind, value in links if value not in known[kind]]
for error in errors[:20]:
    print(error)
if errors:
    sys.exit(1)
print(f"{len(known['object'])} objects, {len(known['event'])} events, {len(known['agent'])} agents, {len(links)} links")
